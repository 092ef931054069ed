import EventStore
import Events
import Model
import Postgres

/// The source of events to project: the feed of this process while it is contiguous, else the
/// log.
struct EventSource {
    let feed: CommitFeed

    /// Consecutive events, up to one that can't be read.
    struct Run {
        var events: [RecordedEvent]
        var unreadable: Unreadable?
    }

    /// An event that can't be read; its type decides which read models it stops.
    struct Unreadable {
        let fault: ProjectionFault
        /// First word of the type; nil if the type is unknown, and the event may concern any read
        /// model.
        let entity: String?

        func stops(_ name: ReadModel) -> Bool {
            guard let entity else { return true }
            return ReadModels.entities(of: name).contains(entity)
        }
    }

    /// Whether this process has the next events; if not, the log may have them.
    func isWaiting(after position: LogPosition) -> Bool {
        feed.take(after: position, max: 1)?.isEmpty == false
    }

    /// The events after `position`, at most `limit`.
    ///
    /// If the first of them can't be read, there are no events.
    func read(
        after position: LogPosition,
        limit: Int,
        _ connection: Connection
    ) throws -> Run {
        if let events = feed.take(after: position, max: limit), !events.isEmpty {
            return Run(events: events)
        }
        let reader = LogReader(connection)
        do {
            return Run(events: try reader.read(after: position, limit: limit))
        } catch EventLogError.unreadable(let broken, let text) {
            let before = Int(broken.rawValue - position.rawValue) - 1
            let fault = ProjectionFault(broken, .unreadable(text))
            let unreadable = Unreadable(fault: fault, entity: try Self.entity(broken, connection))
            guard before > 0 else { return Run(events: [], unreadable: unreadable) }
            let events = try reader.read(after: position, limit: before)
            return Run(events: events, unreadable: unreadable)
        }
    }

    static func entity(_ position: LogPosition, _ connection: Connection) throws -> String? {
        let rows = try connection.execute(
            "SELECT type FROM log.events WHERE position = $1",
            [.int64(position.rawValue)]
        )
        guard let type = try rows.first?.string(0) else { return nil }
        let entity = String(type.prefix { $0 != "." })
        return EventSource.entities.contains(entity) ? entity : nil
    }

    /// First words of all types: a type with another first word is unknown.
    private static let entities: Set<String> = Set(
        EventType.allCases.map { String($0.rawValue.prefix { $0 != "." }) }
    )
}

/// The last position of the log, 0 if it is empty.
func logTail(_ connection: Connection) throws -> LogPosition {
    let rows = try connection.execute(
        "SELECT coalesce(max(last_position), 0)::bigint FROM log.batches"
    )
    return LogPosition(try rows.only().int64(0))
}

/// The last position and the newest epoch, both as of one snapshot.
func logEnd(_ connection: Connection) throws -> (tail: LogPosition, epoch: EpochID) {
    let row = try connection.execute(
        """
        SELECT coalesce(max(last_position), 0)::bigint, (\(LogHistory.newestQuery))
        FROM log.batches
        """
    ).only()
    return (LogPosition(try row.int64(0)), try LogHistory.epoch(row, 1))
}

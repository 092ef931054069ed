import EventStore
import Events
import Model
import Postgres

/// Where events to project come from: the feed of this process while it is contiguous, else the log.
struct EventSource {
    let feed: CommitFeed

    /// Consecutive events, up to one that can't be read.
    struct Run {
        var events: [RecordedEvent]
        var unreadable: Unreadable?
    }

    /// An event that can't be read; which projections it stops depends on its type.
    struct Unreadable {
        let fault: ProjectionFault
        /// First word of the type; nil if it is not known whom the event concerns.
        let subject: String?

        func stops(_ name: ReadModel) -> Bool {
            guard let subject else { return true }
            return name.subjects.contains(subject)
        }
    }

    /// Whether this process has the next events; if not, the log may have them.
    func isWaiting(after position: LogPosition) -> Bool {
        feed.take(after: position, max: 1)?.isEmpty == false
    }

    /// The events after `position`, at most `limit`.
    ///
    /// If the first of them can't be read, no event comes with it.
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
            let unreadable = Unreadable(fault: fault, subject: try Self.subject(broken, connection))
            guard before > 0 else { return Run(events: [], unreadable: unreadable) }
            let events = try reader.read(after: position, limit: before)
            return Run(events: events, unreadable: unreadable)
        }
    }

    static func subject(_ position: LogPosition, _ connection: Connection) throws -> String? {
        let rows = try connection.execute(
            "SELECT type FROM log.events WHERE position = $1",
            [.int64(position.rawValue)]
        )
        guard let type = try rows.first?.string(0) else { return nil }
        let subject = String(type.prefix { $0 != "." })
        return EventSource.subjects.contains(subject) ? subject : nil
    }

    /// First words of all types there are: a type that none of these begins is not known.
    private static let subjects: Set<String> = Set(
        EventType.allCases.map { String($0.rawValue.prefix { $0 != "." }) }
    )
}

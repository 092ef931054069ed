import EventStore
import Events
import Model
import Postgres
import Runtime

/// The events behind a position: of this process while it has them, else of the log.
struct FeedSource: Sendable {
    /// Consecutive events up to `end`; one that can't be read is left out, as the read models do.
    struct Run {
        let events: [RecordedEvent]
        let end: LogPosition
    }

    let feed: CommitFeed

    /// At most `limit` events after `position`, none after `end`, which the log must have reached.
    func read(
        after position: LogPosition,
        through end: LogPosition,
        limit: Int,
        _ session: inout DatabaseHandle
    ) throws -> Run {
        if let events = feed.take(after: position, max: limit), !events.isEmpty {
            return Self.run(events, after: position, through: end)
        }
        return try Self.read(after: position, through: end, limit: limit, &session)
    }

    /// The same from the log alone.
    static func read(
        after position: LogPosition,
        through end: LogPosition,
        limit: Int,
        _ session: inout DatabaseHandle
    ) throws -> Run {
        let limit = min(limit, Int(clamping: end.rawValue - position.rawValue))
        return try session.reach { connection in
            let reader = LogReader(connection)
            do {
                let events = try reader.read(after: position, limit: limit)
                return run(events, after: position, through: end)
            } catch EventLogError.unreadable(let broken, _) {
                let before = Int(broken.rawValue - position.rawValue) - 1
                let events = before > 0 ? try reader.read(after: position, limit: before) : []
                return Run(events: events, end: broken)
            }
        }
    }

    private static func run(
        _ events: [RecordedEvent],
        after position: LogPosition,
        through end: LogPosition
    ) -> Run {
        guard let last = events.last?.position else { return Run(events: [], end: position) }
        guard end < last else { return Run(events: events, end: last) }
        return Run(events: Array(events.prefix { $0.position <= end }), end: end)
    }
}

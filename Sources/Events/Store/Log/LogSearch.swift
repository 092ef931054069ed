import Events
import Model

/// A question about the log itself, bounded in what it may look at.
package struct LogSearch: Hashable, Sendable {
    package enum Streams: Hashable, Sendable {
        case all
        case one(StreamID)
        case kind(StreamKind)
    }

    package enum Direction: Hashable, Sendable {
        /// Newest first, those before the position; nil is the log's end.
        case back(before: LogPosition?)
        /// Oldest first, those after the position.
        case forth(after: LogPosition)
    }

    package var streams: Streams
    /// Nil for all types.
    package var type: EventType?
    package var direction: Direction
    /// Events of one page.
    package var limit: Int
    /// Events looked at for one page, fitting or not.
    package var reach: Int

    /// 100,000 rows by an index are some 50 ms of PostgreSQL's time.
    package init(
        _ streams: Streams = .all,
        type: EventType? = nil,
        direction: Direction = .back(before: nil),
        limit: Int,
        reach: Int = 100_000
    ) {
        self.streams = streams
        self.type = type
        self.direction = direction
        self.limit = max(1, limit)
        self.reach = max(1, reach)
    }
}

/// What a search of the log found.
package struct LogPage: Sendable {
    package let entries: [LogEntry]
    /// Where the search stopped: everything from where it began up to here was looked at, this
    /// position included, and the next page begins beyond it.
    package let scanned: LogPosition
    /// What the log ended with when the search began.
    package let end: LogPosition
}

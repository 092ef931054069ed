import Events
import Model
import Postgres

/// A search in the log, with a limit on the events that it scans.
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
    /// Events scanned for one page, matching or not.
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

/// One page of a search's results.
package struct LogPage: Sendable {
    package let entries: [LogEntry]
    /// The last scanned position: the search scanned everything from its start to here, and the
    /// next page starts beyond it.
    package let scanned: LogPosition
    /// The end of the log when the search began.
    package let end: LogPosition
}

extension LogReader {
    /// A page of matching events, read by the primary key or, for one stream, by its versions.
    ///
    /// `last`: later events of the log are ignored.
    package func search(
        _ search: LogSearch,
        through last: LogPosition = LogPosition(.max)
    ) throws(PostgresError) -> LogPage {
        let tail = try connection.execute(LogTail.query).first.map(LogTail.init(_:)) ?? .start
        let end = min(tail.position, last)
        guard case .one(let stream) = search.streams else { return try positions(search, end) }
        return try versions(of: stream, search, end)
    }

    // MARK: By position

    private func positions(
        _ search: LogSearch,
        _ end: LogPosition
    ) throws(PostgresError) -> LogPage {
        let window = window(search, last: end.rawValue) { $0.rawValue }
        let rows = try connection.execute(
            Self.positionSQL(search.direction),
            [
                .int64(window.lowerBound), .int64(window.upperBound), .text(search.prefix),
                .text(search.type?.rawValue), .int64(Int64(search.limit)),
            ]
        )
        return try page(rows, search, end) { () throws(PostgresError) in
            switch search.direction {
            case .back: LogPosition(min(window.lowerBound + 1, end.rawValue))
            case .forth: LogPosition(window.upperBound)
            }
        }
    }

    /// After $1, up to $2.
    ///
    /// The inner SELECT is fenced off by its OFFSET, so that the plan walks the
    /// primary key, whatever is asked for.
    private static func positionSQL(_ direction: LogSearch.Direction) -> String {
        """
        SELECT \(LogEntry.columns) FROM (
            SELECT \(LogEntry.columns) FROM log.events
            WHERE position > $1 AND position <= $2
            ORDER BY position \(direction.sql) OFFSET 0
        ) AS near
        WHERE ($3::text IS NULL OR starts_with(stream, $3))
            AND ($4::text IS NULL OR type = $4)
        LIMIT $5
        """
    }

    // MARK: By the versions of a stream

    private func versions(
        of stream: StreamID,
        _ search: LogSearch,
        _ end: LogPosition
    ) throws(PostgresError) -> LogPage {
        let last = try version(of: stream, through: end)
        var bound: Int64 = 0
        switch search.direction {
        case .back(nil): break
        case .back(let before?):
            bound = try version(of: stream, through: before.advanced(by: -1)) + 1
        case .forth(let after): bound = try version(of: stream, through: after)
        }
        let window = window(search, last: last) { _ in bound }
        let rows = try connection.execute(
            """
            SELECT \(LogEntry.columns) FROM (
                SELECT \(LogEntry.columns) FROM log.events
                WHERE stream = $1 AND version > $2 AND version <= $3
                ORDER BY version \(search.direction.sql) OFFSET 0
            ) AS near
            WHERE $4::text IS NULL OR type = $4
            LIMIT $5
            """,
            [
                .text(stream.name), .int64(window.lowerBound), .int64(window.upperBound),
                .text(search.type?.rawValue), .int64(Int64(search.limit)),
            ]
        )
        return try page(rows, search, end) { () throws(PostgresError) in
            switch search.direction {
            case .back:
                // Nothing of the stream is before its first event.
                try window.lowerBound == 0
                    ? min(LogPosition(1), end)
                    : position(of: stream, version: window.lowerBound + 1)
            case .forth:
                try window.upperBound == last
                    ? end : position(of: stream, version: window.upperBound)
            }
        }
    }

    /// The number of events that the stream has up to the position.
    ///
    /// Versions and positions grow together, so some twenty index look-ups find it.
    private func version(
        of stream: StreamID,
        through position: LogPosition
    ) throws(PostgresError) -> Int64 {
        let newest = try connection.execute(
            """
            SELECT version, position FROM log.events
            WHERE stream = $1 ORDER BY version DESC LIMIT 1
            """,
            [.text(stream.name)]
        ).first
        guard let newest else { return 0 }
        // The one sought is from `low` to below `high`.
        var low: Int64 = 0
        var high = try newest.int64(0)
        if try newest.int64(1) <= position.rawValue { return high }
        while low + 1 < high {
            let middle = (low + high) / 2
            if try self.position(of: stream, version: middle) <= position {
                low = middle
            } else {
                high = middle
            }
        }
        return low
    }

    /// In a damaged log that lacks the version, the position of the next one.
    private func position(
        of stream: StreamID,
        version: Int64
    ) throws(PostgresError) -> LogPosition {
        let rows = try connection.execute(
            """
            SELECT position FROM log.events
            WHERE stream = $1 AND version >= $2 ORDER BY version LIMIT 1
            """,
            [.text(stream.name), .int64(version)]
        )
        guard let row = rows.first else {
            throw .decoding("stream \(stream.name) has no version \(version)")
        }
        return LogPosition(try row.int64(0))
    }

    // MARK: Both

    /// The range to scan: after the lower bound, up to the upper one, which is at most `last`.
    private func window(
        _ search: LogSearch,
        last: Int64,
        _ bound: (LogPosition) -> Int64
    ) -> ClosedRange<Int64> {
        let reach = Int64(search.reach)
        switch search.direction {
        case .back(let before):
            let upper = min(before.map { bound($0) - 1 } ?? last, last)
            return max(0, upper - reach)...max(0, upper)
        case .forth(let after):
            let lower = min(bound(after), last)
            return lower...min(lower + reach, last)
        }
    }

    /// A full page ends with its last event, any other page with the last scanned position.
    private func page(
        _ rows: Rows,
        _ search: LogSearch,
        _ end: LogPosition,
        _ scanned: () throws(PostgresError) -> LogPosition
    ) throws(PostgresError) -> LogPage {
        var entries: [LogEntry] = []
        entries.reserveCapacity(rows.count)
        for row in rows { entries.append(try LogEntry(row)) }
        if let last = entries.last, entries.count == search.limit {
            return LogPage(entries: entries, scanned: last.position, end: end)
        }
        return LogPage(entries: entries, scanned: try scanned(), end: end)
    }
}

extension LogSearch {
    /// The start of the streams' names; nil for all streams.
    fileprivate var prefix: String? {
        if case .kind(let kind) = streams { kind.prefix } else { nil }
    }
}

extension LogSearch.Direction {
    fileprivate var sql: String {
        switch self {
        case .back: "DESC"
        case .forth: "ASC"
        }
    }
}

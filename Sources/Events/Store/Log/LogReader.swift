import Events
import Model
import Postgres

/// Reads the log through a connection that the caller owns, under any role that may see the log.
///
/// Positions are dense and in commit order: a reader that has seen position p has seen every event
/// up to p, and a range read twice gives the same events.
package struct LogReader {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The log's present end.
    package func tail() throws(EventLogError) -> LogTail {
        do {
            return try connection.execute(LogTail.query).first.map(LogTail.init(_:)) ?? .start
        } catch {
            throw EventLogError(error)
        }
    }

    /// Events after `position` in order, at most `limit`.
    ///
    /// For some thousands; `stream` is for more.
    package func read(
        after position: LogPosition,
        limit: Int
    ) throws(EventLogError) -> [RecordedEvent] {
        try events(
            "WHERE position > $1 ORDER BY position LIMIT $2",
            [.int64(position.rawValue), .int64(Int64(limit))]
        )
    }

    /// The events of these types after `position`, in order.
    ///
    /// Scans every event after `position` and returns only these; use it near the end of the log.
    package func read(
        _ types: [EventType],
        after position: LogPosition
    ) throws(EventLogError) -> [RecordedEvent] {
        try events(
            "WHERE position > $1 AND type = ANY($2) ORDER BY position",
            [.int64(position.rawValue), .texts(types.map(\.rawValue))]
        )
    }

    /// Everybody who was ever given a role, each once, in the order of the first time.
    package func grantees() throws(EventLogError) -> [UserID] {
        do {
            // The literal lets the index of these events be used, which holds nothing else.
            return try connection.execute(
                """
                SELECT stream FROM log.events WHERE type = 'user.role_granted'
                GROUP BY stream ORDER BY min(position)
                """
            ).compactMap { row in
                let stream = try row.withBytes(0) { StreamID(nameBytes: $0) }
                guard case .user(let user) = stream else { return nil }
                return user
            }
        } catch let error as PostgresError {
            throw EventLogError(error)
        } catch {
            throw .refused("\(error)")
        }
    }

    /// One stream's events after `position`, in order, at most `limit`.
    package func read(
        _ stream: StreamID,
        after position: LogPosition = .start,
        limit: Int
    ) throws(EventLogError) -> [RecordedEvent] {
        try events(
            "WHERE stream = $1 AND position > $2 ORDER BY version LIMIT $3",
            [.text(stream.name), .int64(position.rawValue), .int64(Int64(limit))]
        )
    }

    /// One stream's events of these types, in order: for types of which a stream has few.
    package func read(
        _ stream: StreamID,
        _ types: [EventType]
    ) throws(EventLogError) -> [RecordedEvent] {
        try events(
            "WHERE stream = $1 AND type = ANY($2) ORDER BY version",
            [.text(stream.name), .texts(types.map(\.rawValue))]
        )
    }

    /// All events of some streams, and those at some positions, up to `end` in order.
    package func read(
        _ streams: [StreamID],
        _ positions: [LogPosition],
        through end: LogPosition
    ) throws(EventLogError) -> [RecordedEvent] {
        var arguments = Arguments()
        arguments.append(streams.map(\.name))
        arguments.append(positions.map(\.rawValue))
        arguments.append(end.rawValue)
        return try events(
            "WHERE (stream = ANY($1) OR position = ANY($2)) AND position <= $3 ORDER BY position",
            arguments
        )
    }

    /// The last of a stream's events of these types, if it has one.
    package func last(
        of types: [EventType],
        in stream: StreamID
    ) throws(EventLogError) -> RecordedEvent? {
        try events(
            "WHERE stream = $1 AND type = ANY($2) ORDER BY version DESC LIMIT 1",
            [.text(stream.name), .texts(types.map(\.rawValue))]
        ).first
    }

    /// The events of a selection after `position` through `end`, in order, at most `limit`.
    package func read(
        _ selection: EventSelection,
        after position: LogPosition,
        through end: LogPosition,
        limit: Int
    ) throws(EventLogError) -> [RecordedEvent] {
        try events(
            "WHERE position > $1 AND position <= $2 \(selection.condition) ORDER BY position LIMIT $5",
            selection.arguments(position, end, limit)
        )
    }

    /// The position of the first of the last `count` events of a selection through `end`; nil if
    /// there are fewer.
    package func position(
        ofLast count: Int,
        of selection: EventSelection,
        through end: LogPosition
    ) throws(EventLogError) -> LogPosition? {
        do {
            return try connection.execute(
                """
                SELECT position FROM log.events
                WHERE position > $1 AND position <= $2 \(selection.condition)
                ORDER BY position DESC OFFSET $5 - 1 LIMIT 1
                """,
                selection.arguments(.start, end, count)
            ).first.map { row throws(PostgresError) in LogPosition(try row.int64(0)) }
        } catch {
            throw EventLogError(error)
        }
    }

    /// The events that `condition` selects, in its order.
    private func events(
        _ condition: String,
        _ arguments: Arguments
    ) throws(EventLogError) -> [RecordedEvent] {
        let rows: Rows
        do {
            rows = try connection.execute(
                "SELECT \(LogEntry.columns) FROM log.events \(condition)",
                arguments
            )
        } catch {
            throw EventLogError(error)
        }
        var events: [RecordedEvent] = []
        events.reserveCapacity(rows.count)
        for row in rows { events.append(try LogReader.event(row)) }
        return events
    }

    /// From a row of `LogEntry.columns`: those of `EventRow` but the stream, which comes last.
    private static func event(_ row: Row) throws(EventLogError) -> RecordedEvent {
        let result: Result<RecordedEvent, UnreadableEvent>
        do {
            let stream = try row.withBytes(10) { StreamID(nameBytes: $0) }
            guard let stream else {
                let name = try row.string(10)
                throw EventLogError.unreadable(
                    LogPosition(try row.int64(0)),
                    "\(EventCodecError.unknownStream(name))"
                )
            }
            result = try EventRow.read(row, stream: stream)
        } catch let error as PostgresError {
            throw EventLogError(error)
        } catch let error as EventLogError {
            throw error
        } catch {
            throw .refused("\(error)")
        }
        switch result {
        case .success(let event): return event
        case .failure(let error): throw EventLogError(error)
        }
    }
}

/// Which events of the log are read: those of one stream, those of some types, or all.
package struct EventSelection: Sendable {
    private let stream: StreamID?
    private let types: [EventType]?

    /// Nil leaves all through.
    package init(stream: StreamID? = nil, types: [EventType]? = nil) {
        self.stream = stream
        self.types = types
    }

    /// Continues a condition; both parameters are in it, so that their numbers never change.
    fileprivate var condition: String {
        "AND ($3 = '' OR stream = $3) AND (cardinality($4::text[]) = 0 OR type = ANY($4))"
    }

    fileprivate func arguments(
        _ position: LogPosition,
        _ end: LogPosition,
        _ limit: Int
    ) -> Arguments {
        [
            .int64(position.rawValue), .int64(end.rawValue), .text(stream?.name ?? ""),
            .texts(types?.map(\.rawValue) ?? []), .int64(Int64(limit)),
        ]
    }
}

extension LogReader {
    /// Calls `body` with every event after `position` through `end`, in order.
    ///
    /// Reads by binary COPY in ranges of `chunk` positions, so that no snapshot is held for long
    /// and memory does not grow with the log. An error of `body` ends the reading and is rethrown;
    /// the connection stays usable. Throws `EventLogError.unreadable` at an event that can't be
    /// read.
    package func stream(
        after position: LogPosition,
        through end: LogPosition,
        chunk: Int = 100_000,
        _ body: (RecordedEvent) throws -> Void
    ) throws {
        do {
            try rows(after: position, through: end, chunk: chunk) { _, reader in
                try body(try EventRow.read(&reader))
            }
        } catch let error as UnreadableEvent {
            throw EventLogError(error)
        } catch let error as PostgresError {
            throw EventLogError(error)
        }
    }

    /// The same for raw rows: `body` gets a row's bytes, field count included, and a reader whose
    /// next field is the first after the count.
    func rows(
        after position: LogPosition,
        through end: LogPosition,
        chunk: Int,
        _ body: (UnsafeRawBufferPointer, inout CopyReader) throws -> Void
    ) throws {
        var from = position
        while from < end {
            let to = min(end, from.advanced(by: max(chunk, 1)))
            try rows(after: from, through: to, body)
            from = to
        }
    }

    private func rows(
        after position: LogPosition,
        through end: LogPosition,
        _ body: (UnsafeRawBufferPointer, inout CopyReader) throws -> Void
    ) throws {
        var isFirst = true
        try connection.copyOut(
            """
            COPY (
                SELECT \(EventRow.columns) FROM log.events
                WHERE position > \(position.rawValue) AND position <= \(end.rawValue)
                ORDER BY position
            ) TO STDOUT (FORMAT binary)
            """
        ) { message in
            var reader = CopyReader(message)
            if isFirst {
                try reader.header()
                isFirst = false
            }
            let row = UnsafeRawBufferPointer(rebasing: message.suffix(reader.remaining))
            guard let fields = try reader.row() else { return }
            guard fields == EventRow.columnCount else {
                throw PostgresError.decoding("a row of log.events with \(fields) columns")
            }
            try body(row, &reader)
        }
    }
}

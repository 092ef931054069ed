import Events
import Model
import Postgres

/// Reads the log through a connection that the caller owns, under any role that may see the log.
///
/// Positions are dense and in commit order, so whoever has seen position p has seen every event up
/// to p, and a range read twice is the same twice.
package struct LogReader {
    let connection: Connection
    /// What `events` expects of a row: the columns of `EventRow` but the stream, and the stream last.
    private static let columns = LogEntry.columns

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// What the log ends with now.
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
        let rows: Rows
        do {
            rows = try connection.execute(
                """
                SELECT \(Self.columns) FROM log.events
                WHERE position > $1 ORDER BY position LIMIT $2
                """,
                [.int64(position.rawValue), .int64(Int64(limit))]
            )
        } catch {
            throw EventLogError(error)
        }
        return try LogReader.events(rows)
    }

    /// The events of these types after `position`, in order.
    ///
    /// Looks at every event after `position`, but reads only those; for what is the end of the log.
    package func read(
        _ types: [EventType],
        after position: LogPosition
    ) throws(EventLogError) -> [RecordedEvent] {
        let rows: Rows
        do {
            rows = try connection.execute(
                """
                SELECT \(Self.columns) FROM log.events
                WHERE position > $1 AND type = ANY($2) ORDER BY position
                """,
                [.int64(position.rawValue), .texts(types.map(\.rawValue))]
            )
        } catch {
            throw EventLogError(error)
        }
        return try LogReader.events(rows)
    }

    /// One stream's events after `position`, in order, at most `limit`.
    package func read(
        _ stream: StreamID,
        after position: LogPosition = .start,
        limit: Int
    ) throws(EventLogError) -> [RecordedEvent] {
        let rows: Rows
        do {
            rows = try connection.execute(
                """
                SELECT \(Self.columns) FROM log.events
                WHERE stream = $1 AND position > $2 ORDER BY version LIMIT $3
                """,
                [.text(stream.name), .int64(position.rawValue), .int64(Int64(limit))]
            )
        } catch {
            throw EventLogError(error)
        }
        return try LogReader.events(rows)
    }

    /// Rows of `columns`.
    private static func events(_ rows: Rows) throws(EventLogError) -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        events.reserveCapacity(rows.count)
        for row in rows {
            events.append(try event(row))
        }
        return events
    }

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

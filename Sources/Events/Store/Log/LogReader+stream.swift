import Events
import Model
import Postgres

extension LogReader {
    /// Calls `body` with every event after `position` through `end`, in order.
    ///
    /// Reads by binary COPY in ranges of `chunk` positions, so that no snapshot is held for long and
    /// memory does not grow with the log. What `body` throws ends the reading and is thrown on; the
    /// connection stays usable. Throws `EventLogError.unreadable` at an event that can't be read.
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

    /// The same for rows as they were sent: `body` gets a row's bytes, field count included, and a
    /// reader that stands behind the field count.
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

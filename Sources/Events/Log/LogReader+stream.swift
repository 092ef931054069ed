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
            try rows(after: position, through: end, chunk: chunk) { reader in
                try body(try EventRow.read(&reader))
            }
        } catch let error as UnreadableEvent {
            throw EventLogError(error)
        } catch let error as PostgresError {
            throw EventLogError(error)
        }
    }

    /// The same for rows as they were sent; each reader stands behind the row's field count.
    func rows(
        after position: LogPosition,
        through end: LogPosition,
        chunk: Int,
        _ body: (inout CopyReader) throws -> Void
    ) throws {
        var from = position
        while from < end {
            let to = min(end, from.advanced(by: max(chunk, 1)))
            try connection.copyRows(
                """
                COPY (
                    SELECT \(EventRow.columns) FROM log.events
                    WHERE position > \(from.rawValue) AND position <= \(to.rawValue)
                    ORDER BY position
                ) TO STDOUT (FORMAT binary)
                """,
                columns: EventRow.columnCount,
                body
            )
            from = to
        }
    }
}

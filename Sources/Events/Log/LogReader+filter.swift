import Postgres

extension LogReader {
    /// Events after `position` that the filter lets through, in order, at most `limit`.
    ///
    /// For people at a terminal: a stream is found by its index, any other condition reads the log
    /// from `position` on.
    package func read(
        after position: LogPosition,
        limit: Int,
        where filter: EventFilter
    ) throws(EventLogError) -> [RecordedEvent] {
        let rows: Rows
        do {
            rows = try connection.execute(
                """
                SELECT position, version, type, schema, data, command, causation, correlation,
                    actor, recorded_at, stream
                FROM log.events
                WHERE position > $1 AND ($2::text IS NULL OR stream = $2)
                    AND ($3::text IS NULL OR type = $3) AND ($4::bigint IS NULL OR actor = $4)
                ORDER BY position LIMIT $5
                """,
                [
                    .int64(position.rawValue), .text(filter.stream?.name),
                    .text(filter.type.map { "\($0.name)" }), .int64(filter.actor?.rawValue),
                    .int64(Int64(limit)),
                ]
            )
        } catch {
            throw EventLogError(error)
        }
        return try LogReader.events(rows)
    }
}

import Postgres

extension Connection {
    /// The streams' histories in one query, each from its snapshot on; transfers cost another.
    func histories(
        of streams: [StreamID],
        knowsSnapshot: (StreamID, Int16) -> Bool
    ) throws(EventLogError) -> [StreamID: StreamHistory] {
        var histories = try histories(of: streams, fromSnapshots: true)
        let unknown = histories.filter { stream, history in
            history.snapshot.map { !knowsSnapshot(stream, $0.schema) } ?? false
        }
        if !unknown.isEmpty {
            let whole = try self.histories(of: Array(unknown.keys), fromSnapshots: false)
            histories.merge(whole) { _, whole in whole }
        }
        try addDebits(to: &histories)
        return histories
    }

    /// Snapshots come as rows without a position before the events.
    ///
    /// The lateral subquery has an ORDER BY so that PostgreSQL walks the index (stream, version)
    /// once per stream, whatever it thinks of their lengths.
    private func histories(
        of streams: [StreamID],
        fromSnapshots: Bool
    ) throws(EventLogError) -> [StreamID: StreamHistory] {
        guard !streams.isEmpty else { return [:] }
        var histories = [StreamHistory](repeating: StreamHistory(), count: streams.count)
        do {
            let rows = try execute(
                """
                WITH wanted AS MATERIALIZED (
                    SELECT given.number, given.name, snapshot.version, snapshot.schema,
                        snapshot.state
                    FROM unnest($1) WITH ORDINALITY AS given (name, number)
                    LEFT JOIN log.snapshots AS snapshot ON $2 AND snapshot.stream = given.name
                )
                SELECT number, NULL::bigint AS position, version, NULL::text AS type, schema,
                    state AS data, NULL::uuid AS command, NULL::uuid AS causation,
                    NULL::uuid AS correlation, NULL::bigint AS actor,
                    NULL::timestamptz AS recorded_at
                FROM wanted WHERE version IS NOT NULL
                UNION ALL
                SELECT wanted.number, event.position, event.version, event.type, event.schema,
                    event.data, event.command, event.causation, event.correlation, event.actor,
                    event.recorded_at
                FROM wanted CROSS JOIN LATERAL (
                    SELECT position, version, type, schema, data, command, causation, correlation,
                        actor, recorded_at
                    FROM log.events
                    WHERE stream = wanted.name AND version > coalesce(wanted.version, 0)
                    ORDER BY version
                ) AS event
                """,
                [.texts(streams.map(\.name)), .bool(fromSnapshots)]
            )
            for row in rows {
                let index = Int(try row.int64(0)) - 1
                if row.isNull(1) {
                    histories[index].snapshot = StoredSnapshot(
                        version: StreamVersion(try row.int32(2)),
                        schema: try row.int16(4),
                        state: try row.bytes(5)
                    )
                } else {
                    let event = try EventRow.read(row, from: 1, stream: streams[index])
                    histories[index].events.append(try event.get())
                }
            }
        } catch let error as UnreadableEvent {
            throw EventLogError(error)
        } catch let error as PostgresError {
            throw EventLogError(error)
        } catch {
            throw .refused("\(error)")
        }
        return Dictionary(zip(streams, histories)) { first, _ in first }
    }
}

import Events
import Postgres

extension Connection {
    /// The streams' histories in one query, each from its snapshot on; transfers cost another.
    ///
    /// A stream is read whole where its snapshot is not to be used: it has a schema that the caller
    /// does not know, or its seal or its event does not fit, which `distrusted` gets.
    package func histories(
        of streams: [StreamID],
        _ sealer: RowSealer,
        knowsSnapshot: (StreamID, Int16) -> Bool,
        distrusted: (DistrustedRow) -> Void
    ) throws(EventLogError) -> [StreamID: StreamHistory] {
        var histories: [StreamID: StreamHistory] = [:]
        var unused: [StreamID] = []
        for (stream, found) in try self.histories(of: streams, fromSnapshots: true) {
            histories[stream] = found.history
            guard let stored = found.snapshot else { continue }
            guard stored.isSealed(of: stream.name, by: sealer) else {
                distrusted(.snapshot(stream: stream.name))
                unused.append(stream)
                continue
            }
            if knowsSnapshot(stream, stored.snapshot.schema) {
                histories[stream]?.snapshot = stored.snapshot
            } else {
                unused.append(stream)
            }
        }
        for (stream, whole) in try self.histories(of: unused, fromSnapshots: false) {
            histories[stream] = whole.history
        }
        try addDebits(to: &histories)
        return histories
    }

    /// Snapshots come as rows without a type before the events, with the position and the command of
    /// the event that they end with, if there is one.
    ///
    /// The lateral subquery has an ORDER BY so that PostgreSQL walks the index (stream, version)
    /// once per stream, whatever it thinks of their lengths.
    private func histories(
        of streams: [StreamID],
        fromSnapshots: Bool
    ) throws(EventLogError) -> [StreamID: FoundHistory] {
        guard !streams.isEmpty else { return [:] }
        var histories = [FoundHistory](repeating: FoundHistory(), count: streams.count)
        do {
            let rows = try execute(
                """
                WITH wanted AS MATERIALIZED (
                    SELECT given.number, given.name, snapshot.version, snapshot.schema,
                        snapshot.state, snapshot.seal
                    FROM unnest($1) WITH ORDINALITY AS given (name, number)
                    LEFT JOIN log.snapshots AS snapshot ON $2 AND snapshot.stream = given.name
                )
                SELECT wanted.number, made.position, wanted.version, NULL::text AS type,
                    wanted.schema, wanted.state AS data, made.command, NULL::uuid AS causation,
                    NULL::uuid AS correlation, NULL::bigint AS actor,
                    NULL::timestamptz AS recorded_at, wanted.seal
                FROM wanted LEFT JOIN LATERAL (
                    SELECT position, command FROM log.events
                    WHERE stream = wanted.name AND version = wanted.version
                ) AS made ON true
                WHERE wanted.version IS NOT NULL
                UNION ALL
                SELECT wanted.number, event.position, event.version, event.type, event.schema,
                    event.data, event.command, event.causation, event.correlation, event.actor,
                    event.recorded_at, NULL::bytea AS seal
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
                if row.isNull(3) {
                    histories[index].snapshot = try FoundSnapshot(
                        row,
                        snapshot: (version: 2, schema: 4, state: 5, seal: 11),
                        event: (position: 1, command: 6)
                    )
                } else {
                    let event = try EventRow.read(row, from: 1, stream: streams[index])
                    histories[index].history.events.append(try event.get())
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

/// A stream's history as it was read: the snapshot is not looked at yet.
private struct FoundHistory {
    var snapshot: FoundSnapshot?
    var history = StreamHistory()
}

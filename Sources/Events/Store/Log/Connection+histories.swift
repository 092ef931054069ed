import Events
import Model
import Postgres

extension Connection {
    /// The streams' histories in one query, each from its snapshot on; transfers cost another.
    ///
    /// A stream is read whole if its snapshot must not be used: it has a schema that the caller
    /// does not know, or its seal or its event does not match, which is reported to `distrusted`.
    func histories(
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

    /// Snapshots come as rows without a type before the events, with the position and the command
    /// of the event that they end with, if there is one.
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

extension Connection {
    /// Adds to the history of each transfer the debit at the transfer's own position.
    ///
    /// One query, and none if no transfer is among the streams.
    func addDebits(to histories: inout [StreamID: StreamHistory]) throws(EventLogError) {
        let transfers = histories.keys.compactMap { stream -> Int64? in
            if case .transfer(let id) = stream { id.rawValue } else { nil }
        }
        guard !transfers.isEmpty else { return }
        do {
            let rows = try execute(
                """
                SELECT stream, position, version, type, schema, data, command, causation,
                    correlation, actor, recorded_at
                FROM log.events WHERE position = ANY ($1) AND type = $2
                """,
                [.int64s(transfers), .text(AccountEvent.Name.debited.rawValue)]
            )
            for row in rows {
                let name = try row.string(0)
                let position = LogPosition(try row.int64(1))
                guard let stream = StreamID(name: name) else {
                    throw UnreadableEvent(position, .unknownStream(name))
                }
                let transfer = StreamID.transfer(TransferID(createdAt: position))
                histories[transfer]?.debit = try EventRow.read(row, from: 1, stream: stream).get()
            }
        } catch let error as UnreadableEvent {
            throw EventLogError(error)
        } catch let error as PostgresError {
            throw EventLogError(error)
        } catch {
            throw .refused("\(error)")
        }
    }
}

/// A row of log.snapshots, trusted or not, and its stream's event of that version.
package struct FoundSnapshot {
    package let snapshot: StoredSnapshot
    let seal: [UInt8]?
    /// Nil if the stream has no event of that version.
    package let event: SnapshotEvent?

    /// From the columns with these numbers.
    package init(
        _ row: Row,
        snapshot: (version: Int, schema: Int, state: Int, seal: Int),
        event: (position: Int, command: Int)
    ) throws(PostgresError) {
        self.snapshot = StoredSnapshot(
            version: StreamVersion(try row.int32(snapshot.version)),
            schema: try row.int16(snapshot.schema),
            state: try row.bytes(snapshot.state)
        )
        seal = try row.optionalBytes(snapshot.seal)
        if let position = try row.optionalInt64(event.position),
            let command = try row.optionalUUID(event.command)
        {
            self.event = SnapshotEvent(
                position: LogPosition(position),
                command: UUID128(high: command.high, low: command.low)
            )
        } else {
            self.event = nil
        }
    }

    /// Whether this software has written it, as of that event.
    package func isSealed(of stream: String, by sealer: RowSealer) -> Bool {
        guard let event else { return false }
        return RowSealer.fits(seal, sealer.seal(snapshot, of: stream, at: event))
    }
}

import Crypto
import Events
import Model
import Postgres
import Text

/// The rows that one transaction appends.
///
/// The events carry the positions after the tail, in order, without a gap, and each the version
/// after the last of its stream. A snapshot is of its stream after the batch's last event there.
package struct AppendBatch: Sendable {
    package var events: [RecordedEvent] = []
    package var receipts: [(key: ReceiptKey, receipt: Receipt)] = []
    package var people: [PersonChange] = []
    package var snapshots: [(stream: StreamID, snapshot: StoredSnapshot)] = []
    package let recordedAt: Timestamp
}

extension AppendBatch {
    /// An empty batch, decided at this time.
    package init(recordedAt: Timestamp) {
        self.init(events: [], recordedAt: recordedAt)
    }

    /// Refuses a batch that would break the log: positions that do not continue it, an event of
    /// another time than the batch's, a time that goes back, a snapshot of another version than its
    /// stream's last in the batch.
    func check(after tail: LogTail) throws(EventLogError) {
        guard recordedAt >= tail.recordedAt || events.isEmpty else {
            throw .refused("the batch's time is before the log's last")
        }
        for (index, event) in events.enumerated() {
            guard event.position == tail.position.advanced(by: index + 1) else {
                throw .refused(
                    "position \(event.position.rawValue) where "
                        + "\(tail.position.rawValue + Int64(index) + 1) comes next"
                )
            }
            guard event.recordedAt == recordedAt else {
                throw .refused("the event at \(event.position.rawValue) has another time")
            }
        }
        for (stream, snapshot) in snapshots where last(of: stream)?.version != snapshot.version {
            throw .refused(
                "a snapshot of \(stream.name) at version \(snapshot.version.rawValue), "
                    + "which is not its last in the batch"
            )
        }
    }

    /// The last event of the stream, nil if the batch has none.
    private func last(of stream: StreamID) -> RecordedEvent? {
        events.last { $0.stream == stream }
    }

    /// The batch's snapshots with their seals.
    func sealedSnapshots(_ sealer: RowSealer) -> [SealedSnapshot] {
        snapshots.compactMap { stream, snapshot in
            guard let event = last(of: stream) else { return nil }
            let end = SnapshotEvent(position: event.position, command: event.origin.command)
            return SealedSnapshot(
                stream: stream.name,
                snapshot: snapshot,
                seal: sealer.seal(snapshot, of: stream.name, at: end)
            )
        }
    }
}

/// A snapshot as it is written.
struct SealedSnapshot {
    let stream: String
    let snapshot: StoredSnapshot
    let seal: [UInt8]
}

extension Connection {
    /// Writes the encoder's rows and commits, in one exchange: the whole script is sent at once,
    /// and the data follow when PostgreSQL reaches each COPY.
    ///
    /// Throws `.server` only if nothing was committed; after any other error the outcome is
    /// unknown.
    func write(
        _ batch: AppendBatch,
        _ people: PeopleChanges,
        _ snapshots: [SealedSnapshot],
        _ encoder: borrowing BatchEncoder,
        hash: [UInt8],
        after tail: LogTail
    ) throws(PostgresError) {
        if !snapshots.isEmpty { try write(snapshots) }
        if !people.isEmpty { try write(people, at: batch.recordedAt) }
        let addBatch = try name(ofPrepared: Self.addBatch)
        try sendScript(commitScript(batch, people, addBatch, hash: hash, after: tail))
        var isOpen = false
        if !batch.events.isEmpty { try copy(encoder.events.bytes, &isOpen) }
        if !batch.receipts.isEmpty { try copy(encoder.receipts.bytes, &isOpen) }
        if !people.added.isEmpty { try copy(encoder.people.bytes, &isOpen) }
        let results = isOpen ? try endCopyIn() : try self.results()
        guard results.last?.command == "COMMIT" else {
            throw .misuse("the transaction ended with \(results.last?.command ?? "nothing")")
        }
    }

    private func copy(
        _ data: UnsafeRawBufferPointer,
        _ isOpen: inout Bool
    ) throws(PostgresError) {
        if isOpen {
            try endCopyInBeforeNext()
        } else {
            _ = try resultsBeforeCopyIn()
        }
        isOpen = true
        try putCopyData(data)
    }

    private func commitScript(
        _ batch: AppendBatch,
        _ people: PeopleChanges,
        _ addBatch: String,
        hash: [UInt8],
        after tail: LogTail
    ) -> String {
        var script = ""
        if !batch.events.isEmpty {
            script += "COPY log.events (\(EventRow.columns)) FROM STDIN (FORMAT binary);\n"
        }
        if !batch.receipts.isEmpty {
            script += """
                COPY log.receipts
                    (actor, key, fingerprint, refusal, detail, position, location, recorded_at,
                    seal)
                FROM STDIN (FORMAT binary);

                """
        }
        if !people.added.isEmpty {
            script += """
                COPY people.people
                    (user_id, username, email, name, password_hash, password_changes, created_at,
                    seal)
                FROM STDIN (FORMAT binary);

                """
        }
        if !batch.events.isEmpty {
            let first = tail.position.rawValue + 1
            let last = tail.position.rawValue + Int64(batch.events.count)
            script += """
                EXECUTE \(addBatch) (
                    \(last), \(first), '\\x\(hexadecimal(tail.hash))', '\\x\(hexadecimal(hash))',
                    \(batch.recordedAt.microseconds));
                NOTIFY \(AppendLock.channel);

                """
        }
        return script + "COMMIT"
    }

    /// Adds one row to the chain of batches.
    static let addBatch = """
        INSERT INTO log.batches (last_position, first_position, previous_hash, hash, recorded_at)
        VALUES ($1::bigint, $2::bigint, $3::bytea, $4::bytea,
            timestamptz 'epoch' + $5::bigint * interval '1 us')
        """

    /// Replaces the stream's stored snapshot: the batch's snapshot is of the stream's end.
    private func write(_ snapshots: [SealedSnapshot]) throws(PostgresError) {
        var arguments = Arguments()
        arguments.append(snapshots.map(\.stream))
        arguments.append(snapshots.map(\.snapshot.version.rawValue))
        arguments.append(snapshots.map(\.snapshot.schema))
        arguments.append(jsons: snapshots.map(\.snapshot.state))
        arguments.append(snapshots.map(\.seal))
        try execute(
            """
            INSERT INTO log.snapshots (stream, version, schema, state, seal)
            SELECT stream, version, schema, state, seal
            FROM unnest($1, $2, $3, $4, $5) AS given (stream, version, schema, state, seal)
            ON CONFLICT (stream) DO UPDATE
            SET version = excluded.version, schema = excluded.schema, state = excluded.state,
                seal = excluded.seal
            """,
            arguments
        )
    }
}

/// Turns batches into rows and hashes, in reused buffers.
struct BatchEncoder: ~Copyable {
    private(set) var events = CopyWriter(capacity: 256 << 10)
    private(set) var receipts = CopyWriter()
    private(set) var people = CopyWriter()
    private var json = JSONWriter(capacity: 4 << 10)
    private var hash = SHA256()

    /// Fills the buffers and returns the batch's hash.
    mutating func encode(
        _ batch: AppendBatch,
        adding added: [Person],
        after tail: LogTail,
        _ sealer: RowSealer
    ) -> [UInt8] {
        encodeEvents(batch)
        encodeReceipts(batch, sealer)
        encodePeople(added, batch.recordedAt, sealer)
        tail.hash.withUnsafeBytes { hash.update($0) }
        hash.update(events.rowBytes)
        events.finish()
        receipts.finish()
        people.finish()
        return hash.finish()
    }

    private mutating func encodeEvents(_ batch: AppendBatch) {
        events.reset()
        for event in batch.events {
            EventRow.write(event, with: &json, to: &events)
        }
    }

    private mutating func encodeReceipts(_ batch: AppendBatch, _ sealer: RowSealer) {
        receipts.reset()
        for (key, receipt) in batch.receipts {
            receipts.row(fields: 9)
            receipts.int64(key.actor.rawValue)
            receipts.text(key.key)
            receipts.bytes(receipt.fingerprint)
            receipts.text(receipt.refusal)
            receipts.text(receipt.detail)
            receipts.int64(receipt.position.rawValue)
            receipts.text(receipt.location)
            receipts.timestamp(receipt.recordedAt.microseconds)
            receipts.bytes(sealer.seal(receipt, under: key))
        }
    }

    private mutating func encodePeople(
        _ added: [Person],
        _ recordedAt: Timestamp,
        _ sealer: RowSealer
    ) {
        people.reset()
        for person in added {
            people.row(fields: 8)
            people.int64(person.user.rawValue)
            people.text(person.username)
            people.text(person.email)
            people.text(person.name)
            people.text(person.passwordHash)
            people.int64(person.passwordChanges)
            people.timestamp(recordedAt.microseconds)
            people.bytes(sealer.seal(person))
        }
    }
}

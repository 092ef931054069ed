import Model
import Postgres
import Text

extension Connection {
    /// Begins a transaction, waits for the append lock and reads the log's end and the clock, in one
    /// round trip.
    ///
    /// They are read by a statement of its own after the lock: at READ COMMITTED each statement
    /// sees what was committed before it began, so it sees the batch that the lock waited for.
    func lockLog(_ limits: LogLimits) throws(EventLogError) -> LockAnswer {
        do throws(PostgresError) {
            let results = try script(
                """
                BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
                SET LOCAL lock_timeout = \(limits.lockMilliseconds);
                SET LOCAL statement_timeout = \(limits.holderMilliseconds);
                SET LOCAL idle_in_transaction_session_timeout = \(limits.holderMilliseconds);
                SELECT pg_advisory_xact_lock(\(AppendLock.key));
                \(LockAnswer.query)
                """
            )
            guard let rows = results.last else { throw .decoding("the script has no result") }
            return try LockAnswer(rows.only())
        } catch {
            throw EventLogError(error)
        }
    }

    /// Writes what the encoder holds and commits, in one exchange: the whole script is sent at once
    /// and the data follows as PostgreSQL comes to each COPY.
    ///
    /// Throws `.server` only if nothing was committed; after any other error the outcome is unknown.
    package func write(
        _ batch: AppendBatch,
        _ people: PeopleChanges,
        _ snapshots: [SealedSnapshot],
        _ encoder: borrowing BatchEncoder,
        hash: [UInt8],
        after tail: LogTail
    ) throws(PostgresError) {
        if !snapshots.isEmpty { try write(snapshots) }
        if !people.isEmpty { try write(people) }
        try sendScript(commitScript(batch, people, hash: hash, after: tail))
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
                    (actor, key, fingerprint, refusal, position, location, recorded_at, seal)
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
                INSERT INTO log.batches
                    (last_position, first_position, previous_hash, hash, recorded_at)
                VALUES (
                    \(last), \(first), '\\x\(hexadecimal(tail.hash))', '\\x\(hexadecimal(hash))',
                    timestamptz 'epoch' + \(batch.recordedAt.microseconds) * interval '1 us');
                NOTIFY \(AppendLock.channel);

                """
        }
        return script + "COMMIT"
    }

    /// What is stored of the stream is replaced, whatever it is: the batch's is of the stream's end.
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

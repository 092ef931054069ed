import Postgres

extension Connection {
    /// The receipts under the keys, in one query.
    package func receipts(for keys: [ReceiptKey]) throws(EventLogError) -> [ReceiptKey: Receipt] {
        guard !keys.isEmpty else { return [:] }
        var receipts: [ReceiptKey: Receipt] = [:]
        do {
            let rows = try execute(
                """
                SELECT receipt.actor, receipt.key, receipt.fingerprint, receipt.refusal,
                    receipt.position, receipt.location, receipt.recorded_at
                FROM unnest($1, $2) AS wanted (actor, key)
                JOIN log.receipts AS receipt USING (actor, key)
                """,
                [.int64s(keys.map(\.actor.rawValue)), .texts(keys.map(\.key))]
            )
            for row in rows {
                let key = ReceiptKey(
                    actor: Actor(rawValue: try row.int64(0)),
                    key: try row.string(1)
                )
                receipts[key] = Receipt(
                    fingerprint: try row.bytes(2),
                    refusal: try row.optionalString(3),
                    position: LogPosition(try row.int64(4)),
                    location: try row.optionalString(5),
                    recordedAt: Timestamp(microseconds: try row.timestamp(6))
                )
            }
        } catch {
            throw EventLogError(error)
        }
        return receipts
    }

    /// Deletes receipts recorded before `time`, at most `limit`, and answers how many.
    ///
    /// In small portions, so that nothing waits for it. For role `LogRole.commands`.
    package func deleteReceipts(
        before time: Timestamp,
        limit: Int
    ) throws(PostgresError) -> Int {
        try count(
            """
            DELETE FROM log.receipts WHERE (actor, key) IN (
                SELECT actor, key FROM log.receipts WHERE recorded_at < $1
                ORDER BY recorded_at LIMIT $2
            )
            """,
            [.timestamp(time.microseconds), .int64(Int64(limit))]
        )
    }
}

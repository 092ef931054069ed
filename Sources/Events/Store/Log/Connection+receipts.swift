import Model
import Postgres

extension Connection {
    /// The receipts under the keys, in one query; `distrusted` gets each whose seal does not fit.
    package func receipts(
        for keys: [ReceiptKey],
        _ sealer: RowSealer,
        distrusted: (DistrustedRow) -> Void
    ) throws(EventLogError) -> [ReceiptKey: FoundReceipt] {
        guard !keys.isEmpty else { return [:] }
        var receipts: [ReceiptKey: FoundReceipt] = [:]
        do {
            let rows = try execute(
                """
                SELECT \(StoredReceipt.columns)
                FROM unnest($1, $2) AS wanted (actor, key)
                JOIN log.receipts AS receipt USING (actor, key)
                """,
                [.int64s(keys.map(\.actor.rawValue)), .texts(keys.map(\.key))]
            )
            for row in rows {
                let stored = try StoredReceipt(row)
                if stored.isSealed(by: sealer) {
                    receipts[stored.key] = .sealed(stored.receipt)
                } else {
                    receipts[stored.key] = .distrusted
                    distrusted(stored.distrusted)
                }
            }
        } catch {
            throw EventLogError(error)
        }
        return receipts
    }

    /// Whether there is a row under the key, believed or not.
    package func hasReceipt(under key: ReceiptKey) throws(PostgresError) -> Bool {
        try execute(
            "SELECT 1 FROM log.receipts WHERE actor = $1 AND key = $2",
            [.int64(key.actor.rawValue), .text(key.key)]
        ).first != nil
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

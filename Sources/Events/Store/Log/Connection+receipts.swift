import Model
import Postgres

/// An idempotency key within the actor it belongs to.
package struct ReceiptKey: Hashable, Sendable {
    package let actor: Actor
    /// 1 to 255 visible ASCII characters.
    package let key: String

    package init(actor: Actor, key: String) {
        self.actor = actor
        self.key = key
    }

    /// How the keys of a file of transfers begin, in the tool and in the page's `send.js`.
    ///
    /// The mark of the file follows, 32 hexadecimal digits.
    package static let transferFilePrefix = "transfers-"
}

/// The response to the first request under a key, which every later one gets as well.
package struct Receipt: Hashable, Sendable {
    /// SHA-256 of method, path and body of the request, keyed if a password is in it.
    package let fingerprint: [UInt8]
    /// Nil if the command was done; else the word for the reason of its refusal.
    package let refusal: String?
    /// What the refusal is about, where its word does not say it.
    package let detail: String?
    package let position: LogPosition
    /// Path of the new thing.
    package let location: String?
    package let recordedAt: Timestamp

    /// Whether the command appended events: one that was refused did not, and no bulk of which every
    /// item was refused, whose detail has a 0 for each.
    package var hasEvents: Bool {
        refusal == nil && detail?.utf8.allSatisfy { $0 == UInt8(ascii: "0") } != true
    }

    package init(
        fingerprint: [UInt8],
        refusal: String?,
        detail: String? = nil,
        position: LogPosition,
        location: String?,
        recordedAt: Timestamp
    ) {
        self.fingerprint = fingerprint
        self.refusal = refusal
        self.detail = detail
        self.position = position
        self.location = location
        self.recordedAt = recordedAt
    }
}

/// A stored receipt as it was read.
package enum FoundReceipt: Hashable, Sendable {
    case sealed(Receipt)
    /// There is a row under the key, but its seal does not match: the response under the key is not
    /// known.
    case distrusted
}

extension Connection {
    /// The receipts under the keys, in one query; each whose seal does not match goes to
    /// `distrusted`.
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

    /// Whether there is a row under the key, trusted or not.
    package func hasReceipt(under key: ReceiptKey) throws(PostgresError) -> Bool {
        try execute(
            "SELECT 1 FROM log.receipts WHERE actor = $1 AND key = $2",
            [.int64(key.actor.rawValue), .text(key.key)]
        ).first != nil
    }

    /// Deletes receipts recorded before `time`, at most `limit`, and returns their number.
    ///
    /// In small portions, so that nothing waits for it. The receipts of files of transfers stay,
    /// also those of later parts (`BulkProgress.partKey`): a file is paid once however late it is
    /// sent again. A refusal under such a key goes, since it has paid nothing. For role
    /// `LogRole.commands`.
    package func deleteReceipts(
        before time: Timestamp,
        limit: Int
    ) throws(PostgresError) -> Int {
        try count(
            """
            DELETE FROM log.receipts WHERE (actor, key) IN (
                SELECT actor, key FROM log.receipts
                WHERE recorded_at < $1 AND (refusal IS NOT NULL OR key !~ $3)
                ORDER BY recorded_at LIMIT $2
            )
            """,
            [
                .timestamp(time.microseconds), .int64(Int64(limit)),
                .text("^(part [0-9]+ of )?\(ReceiptKey.transferFilePrefix)[0-9a-f]{32}"),
            ]
        )
    }
}

/// A row of log.receipts, trusted or not.
package struct StoredReceipt {
    package let key: ReceiptKey
    package let receipt: Receipt
    let seal: [UInt8]?

    /// The columns that `init` reads, of a row named `receipt`.
    package static let columns =
        "receipt.actor, receipt.key, receipt.fingerprint, receipt.refusal, receipt.detail, "
        + "receipt.position, receipt.location, receipt.recorded_at, receipt.seal"
    /// Their number.
    package static let columnCount = 9

    /// From the first columns of a row.
    package init(_ row: Row) throws(PostgresError) {
        key = ReceiptKey(actor: Actor(rawValue: try row.int64(0)), key: try row.string(1))
        receipt = Receipt(
            fingerprint: try row.bytes(2),
            refusal: try row.optionalString(3),
            detail: try row.optionalString(4),
            position: LogPosition(try row.int64(5)),
            location: try row.optionalString(6),
            recordedAt: Timestamp(microseconds: try row.timestamp(7))
        )
        seal = try row.optionalBytes(8)
    }

    /// Its table and key, for a report.
    package var distrusted: DistrustedRow { .receipt(actor: key.actor, key: key.key) }

    /// Whether this software has written it.
    package func isSealed(by sealer: RowSealer) -> Bool {
        RowSealer.fits(seal, sealer.seal(receipt, under: key))
    }
}

import Model
import Postgres

/// A row of log.receipts, believed or not.
struct StoredReceipt {
    let key: ReceiptKey
    let receipt: Receipt
    let seal: [UInt8]?

    /// What `init` reads, of a row named `receipt`.
    static let columns =
        "receipt.actor, receipt.key, receipt.fingerprint, receipt.refusal, receipt.position, "
        + "receipt.location, receipt.recorded_at, receipt.seal"
    static let columnCount = 8

    init(_ row: Row) throws(PostgresError) {
        key = ReceiptKey(actor: Actor(rawValue: try row.int64(0)), key: try row.string(1))
        receipt = Receipt(
            fingerprint: try row.bytes(2),
            refusal: try row.optionalString(3),
            position: LogPosition(try row.int64(4)),
            location: try row.optionalString(5),
            recordedAt: Timestamp(microseconds: try row.timestamp(6))
        )
        seal = try row.optionalBytes(7)
    }

    var distrusted: DistrustedRow { .receipt(actor: key.actor, key: key.key) }

    func isSealed(by sealer: RowSealer) -> Bool {
        RowSealer.fits(seal, sealer.seal(receipt, under: key))
    }
}

import Model
import Postgres
import Text

/// One transfer with the names of both sides.
struct TransactionView {
    let id: Int64
    let type: String
    let sender: AccountName
    let receiver: AccountName
    let amount: Int64
    let currency: String
    let memo: String?
    let status: String
    /// Microseconds since 1970; nil unless it is pending.
    let expiresAt: Int64?
    /// Microseconds since 1970.
    let timestamp: Int64

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("type", type)
        json.member("sender_id", sender.account)
        json.member("receiver_id", receiver.account)
        json.member("sender", sender.name)
        json.member("receiver", receiver.name)
        json.member("amount", amount)
        json.member("currency", currency)
        json.member("memo", memo)
        json.member("status", status)
        json.member("expires_at", timestamp: expiresAt)
        json.member("timestamp", timestamp: timestamp)
        json.endObject()
    }
}

extension TransactionView {
    init(_ row: Row) throws(PostgresError) {
        self.init(
            id: try row.int64(1),
            type: try row.string(2),
            sender: AccountName(account: try row.int64(3), username: try row.optionalString(5)),
            receiver: AccountName(account: try row.int64(4), username: try row.optionalString(6)),
            amount: try row.int64(7),
            currency: try row.string(8),
            memo: try row.optionalString(9),
            status: try row.string(10),
            expiresAt: try row.optionalTimestamp(11),
            timestamp: try row.timestamp(12)
        )
    }
}

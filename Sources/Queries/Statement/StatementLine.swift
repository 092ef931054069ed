/// One movement on an account.
struct StatementLine {
    /// The transfer.
    let id: Int64
    /// When the money moved, in microseconds since 1970.
    let timestamp: Int64
    let type: String
    let counterparty: AccountName
    /// Minor units, below zero if the account paid.
    let amount: Int64
    /// After it.
    let balance: Int64
    let memo: String?
}

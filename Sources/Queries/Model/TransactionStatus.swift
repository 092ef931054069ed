/// What became of a transfer.
///
/// Raw values are words of `GET /transactions?status=`.
package enum TransactionStatus: String, Hashable, Sendable, CaseIterable {
    /// Its money is reserved; ends as posted, voided or expired.
    case pending
    /// It moved money, as all do that were never pending; may end as reversed.
    case posted
    case voided
    case expired
    /// It moved money, which was sent back since.
    case reversed
}

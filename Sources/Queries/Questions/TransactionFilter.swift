import Model

/// Which of a user's transfers are asked for; nil leaves a property open.
package struct TransactionFilter: Hashable, Sendable {
    /// The user as the sender, or as the receiver.
    ///
    /// Raw values are words of `GET /transactions?direction=`.
    package enum Direction: String, Hashable, Sendable, CaseIterable {
        case incoming = "in"
        case outgoing = "out"
    }

    /// The account on the other side: by its id, or by the name that it is shown under.
    package struct Counterparty: Hashable, Sendable {
        package let id: Int64?
        package let name: String

        package init(id: Int64?, name: String) {
            self.id = id
            self.name = name
        }
    }

    package var status: TransactionStatus?
    /// Microseconds since 1970; from this time on.
    package var from: Int64?
    /// Microseconds since 1970; before this time.
    package var to: Int64?
    package var type: String?
    package var direction: Direction?
    package var counterparty: Counterparty?
    package var currency: Currency?
    /// Minor units.
    package var least: Int64?
    package var most: Int64?
    /// A part of the memo, in any letter case.
    package var memo: String?
    /// The whole reference.
    package var reference: String?

    package init(status: TransactionStatus? = nil) {
        self.status = status
    }

    /// Whether it is about the status at most.
    var isPlain: Bool { self == TransactionFilter(status: status) }
}

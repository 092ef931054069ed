import Model
import Text

/// An event of an account.
///
/// Every movement of money is one debit and one credit of the same amount in one append, so
/// postings sum to zero per currency at the end of each.
package enum AccountEvent: Hashable, Sendable {
    case opened(AccountOpened)
    case debited(Posting)
    case credited(Posting)
    /// Money of a pending transfer is set aside: still in the account, not available.
    case reserved(Reservation)
    /// A pending transfer has ended; the reserved money is available again. If it was posted, its
    /// debit follows in the same append.
    case released(Reservation)
    /// The account pays other users no more and receives nothing from them: the user was deleted.
    case closed
    /// Undoes `closed`.
    case reopened

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case debited = "account.debited"
        case credited = "account.credited"
        case opened = "account.opened"
        case reserved = "account.reserved"
        case released = "account.released"
        case closed = "account.closed"
        case reopened = "account.reopened"
    }

    var name: Name {
        switch self {
        case .debited: .debited
        case .credited: .credited
        case .opened: .opened
        case .reserved: .reserved
        case .released: .released
        case .closed: .closed
        case .reopened: .reopened
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .debited: .debited(try Posting(&members))
            case .credited: .credited(try Posting(&members))
            case .opened: .opened(try AccountOpened(&members))
            case .reserved: .reserved(try Reservation(&members))
            case .released: .released(try Reservation(&members))
            case .closed: .closed
            case .reopened: .reopened
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .opened(let opened): opened.write(&writer)
        case .debited(let posting), .credited(let posting): posting.write(&writer)
        case .reserved(let reservation), .released(let reservation): reservation.write(&writer)
        case .closed, .reopened: break
        }
    }
}

package struct AccountOpened: Hashable, Sendable {
    package let owner: UserID
    /// The currency of the first balance, of zero.
    package let currency: Currency

    package init(owner: UserID, currency: Currency) {
        self.owner = owner
        self.currency = currency
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        owner = try members.id("owner")
        currency = try members.currency()
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("owner", owner)
        writer.member("currency", currency)
    }
}

/// Money set aside for a pending transfer, on its sender's account.
package struct Reservation: Hashable, Sendable {
    package let transfer: TransferID
    /// Above zero.
    package let amount: Money
    /// After this the reservation no longer counts, whether or not it was released yet.
    package let expiresAt: Timestamp

    package init(transfer: TransferID, amount: Money, expiresAt: Timestamp) {
        self.transfer = transfer
        self.amount = amount
        self.expiresAt = expiresAt
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        transfer = try members.id("transfer")
        amount = try members.money()
        expiresAt = try members.time("expires_at_us")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("transfer", transfer)
        writer.money(amount)
        writer.member("expires_at_us", expiresAt)
    }
}

/// One leg of a transfer, on the account of its stream.
package struct Posting: Hashable, Sendable {
    /// The position of the transfer's debit leg, or of its reservation if it was pending first.
    package let transfer: TransferID
    package let kind: TransferKind
    /// The account of the other leg.
    package let counterparty: AccountID
    /// Above zero on both legs.
    package let amount: Money
    package let memo: String?
    /// The order that this pays for or refunds.
    package let order: OrderID?
    /// The exchange that this is a part of; nil for the exchanges of schema 1 as well.
    package let exchange: ExchangeTerms?
    /// What the sender stored with the transfer: in the debit alone, of which all readers make it.
    package let annotation: Annotation?

    package init(
        transfer: TransferID,
        kind: TransferKind,
        counterparty: AccountID,
        amount: Money,
        memo: String? = nil,
        order: OrderID? = nil,
        exchange: ExchangeTerms? = nil,
        annotation: Annotation? = nil
    ) {
        self.transfer = transfer
        self.kind = kind
        self.counterparty = counterparty
        self.amount = amount
        self.memo = memo
        self.order = order
        self.exchange = exchange
        self.annotation = annotation
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        transfer = try members.id("transfer")
        kind = try members.word("kind", of: TransferKind.words)
        counterparty = try members.id("counterparty")
        amount = try members.money()
        memo = try members.optionalString("memo")
        order = try members.optionalID("order")
        exchange = try ExchangeTerms(ifPresentIn: &members)
        annotation = try Annotation(ifPresentIn: &members)
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("transfer", transfer)
        writer.member("kind", kind.rawValue)
        writer.member("counterparty", counterparty)
        writer.money(amount)
        writer.optional("memo", memo)
        writer.optional("order", order)
        exchange?.write(&writer)
        annotation?.write(&writer)
    }
}

/// What the two movements of an exchange have in common.
package struct ExchangeTerms: Hashable, Sendable {
    /// The transfer of the sold currency, which names the exchange.
    package let sale: TransferID
    /// The price of one unit of the sold currency in the bought one, rounded down; the amounts were
    /// reckoned with the exact rates.
    package let rate: ExactDecimal

    package init(sale: TransferID, rate: ExactDecimal) {
        self.sale = sale
        self.rate = rate
    }

    /// Nil if there is no `exchange`.
    init?(ifPresentIn members: inout JSONMembers) throws(JSONError) {
        guard let sale: TransferID = try members.optionalID("exchange") else { return nil }
        self.sale = sale
        rate = try members.word("rate") { ExactDecimal(String(decoding: $0, as: UTF8.self)) }
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("exchange", sale)
        writer.member("rate", rate.text)
    }
}

/// The reason of a movement of money.
///
/// Raw values are the words in payloads and in responses.
package enum TransferKind: String, Hashable, Sendable, CaseIterable {
    case transfer
    case openingGrant = "opening_grant"
    case payment
    case refund
    /// Reverses an earlier transfer.
    case reversal
    /// One of the two movements of an exchange: the sold currency to the liquidity account, then
    /// the bought one from it.
    case exchange
    /// An administrator's adjustment for goods.
    case stock
    /// An administrator's refund, or its reversal.
    case adjustmentRefund = "adjustment_refund"

    fileprivate static let words = WordTable<TransferKind>()

    /// Whether it may take money from the wallet of a deleted user, as an administrator may.
    package var mayTakeFromDeleted: Bool {
        switch self {
        case .stock, .adjustmentRefund, .reversal: true
        case .transfer, .openingGrant, .payment, .refund, .exchange: false
        }
    }
}

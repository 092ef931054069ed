import Events
import Model
import Projections

/// Checks the log, event by event in order, and stops at the first that breaks a rule: money,
/// transfers, seats, orders, stock, users and sessions, catalogue and baskets.
///
/// Pure; its memory grows with the number of accounts, transfers, holds and orders.
package struct InvariantAudit: Sendable {
    var money = MoneyAudit()
    var transfers = TransferAudit()
    var seats = SeatAudit()
    var orders = OrderAudit()
    var stock = StockAudit()
    var identity = IdentityAudit()
    var invitations = InvitationAudit()
    var catalogue = CatalogueAudit()
    private var command: UUID128?
    private var position = LogPosition.start

    package init() {}

    /// Events checked so far.
    package internal(set) var count: Int64 = 0

    /// Checks the next event.
    package mutating func check(_ event: RecordedEvent) throws(InvariantViolation) {
        // The events of one command are consecutive.
        if event.origin.command != command {
            try finish()
            command = event.origin.command
        }
        position = event.position
        count += 1
        switch event.event {
        case .account(let change):
            try money.check(change, event)
            try transfers.check(change, event)
            try orders.note(change, event)
        case .transfer(let change): try transfers.check(change, event)
        case .slot(let change): try seats.check(change, event)
        case .hold(let change): try seats.check(change, event)
        case .order(let change): try orders.check(change, event)
        case .product(let change): try stock.check(change, event)
        case .user(let change): try identity.check(change, event)
        case .session(let change): try identity.check(change, event)
        case .rates(let change): try catalogue.check(change, event)
        case .service(let change): try catalogue.check(change, event)
        case .basket(let change): try catalogue.check(change, event, orders)
        case .invitation(let change): try invitations.check(change, event)
        case .claim, .shop(.created):
            guard event.version == StreamVersion.none.next else { throw .identity(event) }
        }
    }

    /// Checks the rules that hold at the end of each command, and so at the end of the log.
    package mutating func finish() throws(InvariantViolation) {
        try money.requireBalanced(at: position)
        try transfers.requireMatching(at: position)
        try orders.requireSettled(at: position)
        for user in identity.touched.sorted()
        where identity.isGone(user) != money.isClosed(AccountID(of: user)) {
            throw InvariantViolation(position, .closure(user))
        }
        identity.commandEnded()
    }
}

/// A rule that the log's events break, and the first position where they do.
package struct InvariantViolation: Error, Hashable, Sendable, CustomStringConvertible {
    package let position: LogPosition
    package let rule: Rule

    package enum Rule: Hashable, Sendable {
        /// The postings of a command do not sum to zero.
        case unbalanced(Currency, sum: Int128)
        /// An account is below its limit.
        case overdrawn(AccountID, Money)
        /// Money is paid from a closed account, reserved on it, or transferred to it.
        case closed(AccountID)
        /// A pending transfer does not match its sender's reservation, or the movement when it was
        /// posted.
        case pendingTransfer(TransferID)
        /// Not the single transfer back between the same accounts, of the same amount.
        case reversal(TransferID)
        /// A sum does not fit 64 bits.
        case overflow
        /// A slot has more seats taken than it has, or fewer than zero.
        case seats(SlotID, held: Int64, confirmed: Int64, capacity: Int64)
        /// A hold does not exist, or changes from a state that has no such way out.
        case hold(HoldID, from: HoldState?, to: HoldState)
        /// Lines and tax do not make up the total, or a line is not price × quantity.
        case orderSum(OrderID)
        /// An order does not exist, or changes from a state that has no such way out.
        case order(OrderID, from: OrderStatus?, to: OrderStatus)
        /// An order is not paid or refunded by exactly one transfer of its total.
        case orderPayment(OrderID)
        /// An order of services has no service, or one twice.
        case orderServices(OrderID)
        /// An order is registered outside under the name of another one.
        case registration(OrderID)
        /// A product has more units reserved than in stock, or fewer than zero.
        case stock(ProductID, onHand: Int64, reserved: Int64)
        /// A basket has a product twice or a negative quantity, or its order does not exist.
        case basket(UserID)
        /// An empty list of quotes, or not each currency once in order of code.
        case rates
        /// A user is deleted without a closed account, or the other way round.
        case closure(UserID)
        /// The stream's earlier events don't allow this event.
        case notFollowing(StreamID, EventType)
        /// Something was changed before it was created, or created a second time.
        case identity(StreamID)
        /// The event is in a stream of another kind than its type belongs to.
        case wrongStream(StreamID)
    }

    init(_ position: LogPosition, _ rule: Rule) {
        self.position = position
        self.rule = rule
    }

    package var description: String {
        "position \(position.rawValue): \(ruleText)"
    }

    private var ruleText: String {
        switch rule {
        case .unbalanced(let currency, let sum):
            "the command's postings in \(currency.code) sum to \(sum)"
        case .overdrawn(let account, let balance):
            "account \(account.rawValue) has \(balance.minorUnits) \(balance.currency.code)"
        case .closed(let account):
            "account \(account.rawValue) is closed"
        case .pendingTransfer(let transfer):
            "pending transfer \(transfer.rawValue): not what was reserved or moved for it"
        case .reversal(let transfer):
            "transfer \(transfer.rawValue): not reversed once by the same amount"
        case .overflow:
            "a sum exceeds 64 bits"
        case .seats(let slot, let held, let confirmed, let capacity):
            "slot \(slot.rawValue): \(held) held + \(confirmed) confirmed of \(capacity)"
        case .hold(let hold, let from, let to):
            "hold \(hold.rawValue): from \(from?.rawValue ?? "nothing") to \(to.rawValue)"
        case .orderSum(let order):
            "order \(order.rawValue): lines and tax do not make up the total"
        case .order(let order, let from, let to):
            "order \(order.rawValue): from \(from?.rawValue ?? "nothing") to \(to.rawValue)"
        case .orderPayment(let order):
            "order \(order.rawValue): not moved by one transfer of its total"
        case .orderServices(let order):
            "order \(order.rawValue): no services, or one twice"
        case .registration(let order):
            "order \(order.rawValue): registered under another one's name"
        case .stock(let product, let onHand, let reserved):
            "product \(product.rawValue): \(reserved) reserved of \(onHand)"
        case .basket(let user):
            "basket of user \(user.rawValue): lines that can't be, or an order that is not there"
        case .rates:
            "quotes are not each currency once in order of code"
        case .closure(let user):
            "user \(user.rawValue): deleted without a closed account, or the other way round"
        case .notFollowing(let stream, let type):
            "\(stream.name): \(type.rawValue) does not follow from what came before"
        case .identity(let stream):
            "\(stream.name): changed before it was created, or created twice"
        case .wrongStream(let stream):
            "the event does not belong into \(stream.name)"
        }
    }
}

extension RecordedEvent {
    func breaks(_ rule: InvariantViolation.Rule) -> InvariantViolation {
        InvariantViolation(position, rule)
    }
}

extension InvariantViolation {
    /// The event must not follow the earlier events of its stream.
    static func notFollowing(_ event: RecordedEvent) -> InvariantViolation {
        event.breaks(.notFollowing(event.stream, event.event.type))
    }

    static func identity(_ event: RecordedEvent) -> InvariantViolation {
        event.breaks(.identity(event.stream))
    }

    static func wrongStream(_ event: RecordedEvent) -> InvariantViolation {
        event.breaks(.wrongStream(event.stream))
    }
}

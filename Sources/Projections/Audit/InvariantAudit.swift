import Events
import Model

/// Checks the log, event by event in order, and stops at the first that breaks a rule: money,
/// transfers, seats, orders, stock, users and sessions, catalogue and baskets.
///
/// Pure; its memory grows with the number of accounts, transfers, holds and orders.
package struct InvariantAudit: Sendable {
    private var money = MoneyAudit()
    private var transfers = TransferAudit()
    private var seats = SeatAudit()
    private var orders = OrderAudit()
    private var stock = StockAudit()
    private var identity = IdentityAudit()
    private var catalogue = CatalogueAudit()
    private var command: UUID128?
    private var position = LogPosition.start

    package init() {}

    /// Events checked so far.
    package private(set) var count: Int64 = 0

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

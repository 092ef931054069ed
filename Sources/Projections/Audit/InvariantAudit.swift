import Events

/// Folds the log, event by event in order, and stops at the first that breaks a rule: money, seats,
/// orders and stock.
///
/// Pure; its memory grows with the number of accounts, holds and orders.
package struct InvariantAudit: Sendable {
    private var money = MoneyAudit()
    private var seats = SeatAudit()
    private var orders = OrderAudit()
    private var stock = StockAudit()
    private var command: UUID128?
    private var position = LogPosition.start

    package init() {}

    /// Events checked so far.
    package private(set) var count: Int64 = 0

    /// Checks the next event.
    package mutating func check(_ event: RecordedEvent) throws(InvariantViolation) {
        // The legs of one command stand together: at the end of each the postings are balanced.
        if event.origin.command != command {
            try money.requireBalanced(at: position)
            command = event.origin.command
        }
        position = event.position
        count += 1
        switch event.event {
        case .account(let change):
            try money.check(change, event)
            try orders.note(change)
        case .slot(let change): try seats.check(change, event)
        case .hold(let change): try seats.check(change, event)
        case .order(let change): try orders.check(change, event)
        case .product(let change): try stock.check(change, event)
        case .claim:
            guard event.version == StreamVersion.none.next else {
                throw InvariantViolation(event.position, .identity(event.stream))
            }
        case .user(.registered), .shop(.created):
            guard event.version == StreamVersion.none.next else {
                throw InvariantViolation(event.position, .identity(event.stream))
            }
        case .session, .transfer, .rates, .basket, .service: break  // PROVISIONAL
        case .user(.roleGranted), .user(.passwordChanged), .user(.deleted), .user(.restored),
            .user(.erased):
            guard event.version > StreamVersion.none.next else {
                throw InvariantViolation(event.position, .identity(event.stream))
            }
        }
    }

    /// Checks what can be said only when the last event has come.
    package func finish() throws(InvariantViolation) {
        try money.requireBalanced(at: position)
    }
}

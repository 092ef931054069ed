import Events

@testable import Entities
@testable import Model

let alice = UserID(3)
let bob = UserID(9)
let concert = SlotID(20)
let bakery = ShopID(40)
let bread = ProductID(41)
let cake = ProductID(42)
let purchase = OrderID(60)
let usd = Currency("USD") ?? .rub

func name(_ value: UInt64) -> ClaimHash { ClaimHash(UUID128(high: 1, low: value)) }
func address(_ value: UInt64) -> ClaimHash { ClaimHash(UUID128(high: 2, low: value)) }
func rub(_ amount: Int64) -> Money { Money(amount, .rub) }

func on(_ account: AccountID, _ event: AccountEvent) -> NewEvent {
    NewEvent(.account(account), .account(event))
}

/// A posting as a command decides it at the first position.
func posting(
    _ kind: TransferKind,
    _ counterparty: AccountID,
    _ amount: Money,
    at position: Int64 = 1_000,
    memo: String? = nil,
    order: OrderID? = nil,
    exchange: ExchangeTerms? = nil
) -> Posting {
    Posting(
        transfer: TransferID(position),
        kind: kind,
        counterparty: counterparty,
        amount: amount,
        memo: memo,
        order: order,
        exchange: exchange
    )
}

/// An open account that was given an amount of money.
func wallet(_ user: UserID, _ money: Money...) -> [NewEvent] {
    let account = AccountID(of: user)
    var events = [on(account, .opened(AccountOpened(owner: user, currency: .rub)))]
    for amount in money where amount.minorUnits > 0 {
        events.append(on(account, .credited(posting(.openingGrant, .house, amount))))
    }
    return events
}

/// Credits one of the service's own accounts.
func system(_ account: AccountID, _ amount: Money) -> [NewEvent] {
    [on(account, .credited(posting(.payment, AccountID(of: bob), amount)))]
}

func slot(_ capacity: Int64, title: String = "Concert", startsAt: Timestamp? = nil) -> [NewEvent] {
    let details = SlotDetails(title: title, capacity: capacity, startsAt: startsAt)
    return [NewEvent(.slot(concert), .slot(.created(details)))]
}

/// A hold of a seat at the concert for 300 s, up to the given state.
func hold(_ id: Int64, of user: UserID, _ state: Hold.State = .held) -> [NewEvent] {
    let hold = HoldID(id)
    let deadline = Given.start.advanced(bySeconds: 300)
    let placed = HoldPlaced(slot: concert, user: user, expiresAt: deadline)
    let seat = SeatHeld(hold: hold, expiresAt: deadline)
    let events = [
        NewEvent(.hold(hold), .hold(.placed(placed))),
        NewEvent(.slot(concert), .slot(.seatHeld(seat))),
    ]
    switch state {
    case .missing: return []
    case .held: return events
    case .confirmed: return events + confirmed(id, of: user)
    case .cancelled: return events + cancelled(id, of: user)
    case .expired: return events + expired(id, of: user)
    }
}

func confirmed(_ id: Int64, of user: UserID) -> [NewEvent] {
    [
        NewEvent(.hold(HoldID(id)), .hold(.confirmed(HoldReference(slot: concert, user: user)))),
        NewEvent(.slot(concert), .slot(.seatConfirmed(HoldID(id)))),
    ]
}

func cancelled(_ id: Int64, of user: UserID, wasConfirmed: Bool = false) -> [NewEvent] {
    let released = SeatReleased(hold: HoldID(id), wasConfirmed: wasConfirmed)
    return [
        NewEvent(.hold(HoldID(id)), .hold(.cancelled(HoldReference(slot: concert, user: user)))),
        NewEvent(.slot(concert), .slot(.seatReleased(released))),
    ]
}

func expired(_ id: Int64, of user: UserID) -> [NewEvent] {
    let released = SeatReleased(hold: HoldID(id), wasConfirmed: false)
    return [
        NewEvent(.hold(HoldID(id)), .hold(.expired(HoldReference(slot: concert, user: user)))),
        NewEvent(.slot(concert), .slot(.seatReleased(released))),
    ]
}

func shop() -> [NewEvent] {
    let details = ShopDetails(name: "Bakery", description: "", site: "")
    return [NewEvent(.shop(bakery), .shop(.created(details)))]
}

func product(_ id: ProductID, _ price: Money, quantity: Int64) -> [NewEvent] {
    let created = ProductCreated(
        shop: bakery,
        name: "Product \(id.rawValue)",
        description: "",
        price: price,
        quantity: quantity
    )
    return [NewEvent(.product(id), .product(.created(created)))]
}

func line(_ id: ProductID, _ quantity: Int64, at price: Int64) -> OrderLine {
    OrderLine(
        product: id,
        name: "Product \(id.rawValue)",
        quantity: quantity,
        unitPrice: price,
        amount: quantity * price
    )
}

func stock(
    _ product: ProductID,
    _ change: (StockMovement) -> ProductEvent,
    _ quantity: Int64,
    _ order: OrderID = purchase
) -> NewEvent {
    NewEvent(
        .product(product),
        .product(change(StockMovement(order: order, quantity: quantity)))
    )
}

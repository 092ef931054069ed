import Events
import Testing

@testable import Commands

/// Every command on an order in every state.
@Suite struct OrderTableTests {
    enum Action: CaseIterable {
        case pay
        case cancel

        var command: any Command {
            switch self {
            case .pay: PayOrder(purchase)
            case .cancel: CancelOrder(purchase)
            }
        }
    }

    static let table: [(state: Order.State, action: Action, refusal: Refusal?)] = [
        (.missing, .pay, .notFound(.order)),
        (.missing, .cancel, .notFound(.order)),
        (.placed, .pay, nil),
        (.placed, .cancel, nil),
        (.paid, .pay, .rejected(.orderAlreadyPaid)),
        (.paid, .cancel, nil),
        (.cancelled, .pay, .rejected(.orderCancelled)),
        (.cancelled, .cancel, .rejected(.orderCancelled)),
    ]

    @Test func `every state and command is in the table once`() {
        #expect(Self.table.count == Order.State.allCases.count * Action.allCases.count)
        #expect(Set(Self.table.map { "\($0.state) \($0.action)" }).count == Self.table.count)
    }

    /// Two breads of 50 and a cake of 200, bought by Alice, who has `funds`.
    private func before(_ state: Order.State, funds: Int64 = 300) -> Given {
        let lines = [line(bread, 2, at: 50), line(cake, 1, at: 200)]
        let placed = OrderPlaced(user: alice, lines: lines, currency: .rub, tax: 0, total: 300)
        let order: [OrderEvent] =
            switch state {
            case .missing: []
            case .placed: [.placed(placed)]
            case .paid: [.placed(placed), .paid(OrderPaid(user: alice, transfer: TransferID(1)))]
            case .cancelled:
                [.placed(placed), .cancelled(OrderCancelled(user: alice, refund: nil))]
            }
        return given(
            wallet(alice, rub(funds)),
            product(bread, rub(50), quantity: 10),
            product(cake, rub(200), quantity: 3),
            order.map { NewEvent(.order(purchase), .order($0)) }
        )
    }

    @Test(arguments: table)
    func `a command on an order does what the table says`(
        state: Order.State,
        action: Action,
        refusal: Refusal?
    ) throws {
        let verdict = before(state).when(action.command, by: alice)
        if let refusal { return verdict.then(refusal) }
        let account = AccountID(of: alice)
        let (paid, refund) = (rub(300), rub(300))
        switch (state, action) {
        case (_, .pay):
            verdict.then(
                on(account, .debited(posting(.payment, .sales, paid, order: purchase))),
                on(.sales, .credited(posting(.payment, account, paid, order: purchase))),
                NewEvent(
                    .order(purchase),
                    .order(.paid(OrderPaid(user: alice, transfer: TransferID(1_000))))
                ),
                stock(bread, ProductEvent.sold, 2),
                stock(cake, ProductEvent.sold, 1)
            )
        case (.paid, .cancel):
            verdict.then(
                on(.sales, .debited(posting(.refund, account, refund, order: purchase))),
                on(account, .credited(posting(.refund, .sales, refund, order: purchase))),
                NewEvent(
                    .order(purchase),
                    .order(.cancelled(OrderCancelled(user: alice, refund: TransferID(1_000))))
                ),
                stock(bread, ProductEvent.returned, 2),
                stock(cake, ProductEvent.returned, 1)
            )
        case (_, .cancel):
            verdict.then(
                NewEvent(
                    .order(purchase),
                    .order(.cancelled(OrderCancelled(user: alice, refund: nil)))
                ),
                stock(bread, ProductEvent.released, 2),
                stock(cake, ProductEvent.released, 1)
            )
        }
    }

    @Test(arguments: Action.allCases, [Order.State.placed, .paid, .cancelled])
    func `another's order is out of reach in every state`(action: Action, state: Order.State) {
        before(state).when(action.command, by: bob).then(Refusal.forbidden)
    }

    @Test func `an order is not paid with less than its total`() {
        before(.placed, funds: 299).when(PayOrder(purchase), by: alice).then(.insufficientFunds)
    }

    @Test func `a payment that the sales account has no room for is refused`() {
        let full = before(.placed).events + system(.sales, rub(.max))
        Given(events: full).when(PayOrder(purchase), by: alice).then(.balanceLimit)
    }

    @Test func `a refund that the wallet has no room for is refused`() {
        before(.paid, funds: .max).when(CancelOrder(purchase), by: alice).then(.balanceLimit)
    }

    @Test func `a return that the stock has no room for is refused`() {
        let full = NewEvent(
            .product(bread),
            .product(.changed(ProductChanged(price: rub(50), quantity: .max)))
        )
        Given(events: before(.paid).events + [full]).when(CancelOrder(purchase), by: alice)
            .then(.stockLimit)
    }
}

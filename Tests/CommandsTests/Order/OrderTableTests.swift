import Events
import Testing

@testable import Commands
@testable import Model

/// Every command on an order in every state.
@Suite struct OrderTableTests {
    @Test func `every state and command is in the table once`() {
        let pairs = Set(OrderTable.cells.map { "\($0.stage) \($0.action)" })
        #expect(pairs.count == OrderStage.allCases.count * OrderAction.allCases.count)
        #expect(OrderTable.cells.count == pairs.count)
        #expect(Set(OrderStage.allCases.map(\.state)) == Set(Order.State.allCases))
    }

    @Test(arguments: OrderTable.cells)
    func `a command on an order does what the table says`(cell: OrderTable.Cell) throws {
        let verdict = cell.stage.given().when(cell.action.command, by: cell.action.actor)
        if let refusal = cell.refusal { return verdict.then(refusal) }
        #expect(try verdict.result.get().events == cell.action.events(in: cell.stage))
    }

    /// A job that does not hear of its success tries again.
    @Test(arguments: OrderTable.cells.filter { $0.refusal == nil && $0.action.actor == .system })
    func `a second record of the same fact is refused`(cell: OrderTable.Cell) throws {
        let before = cell.stage.given()
        let once = try before.when(cell.action.command, by: .system).result.get()
        let again = Given(events: before.events + once.events)
            .when(cell.action.command, by: .system)
        #expect(throws: Refusal.self) { try again.result.get() }
    }

    @Test(arguments: OrderAction.owners, OrderStage.allCases.filter { $0 != .missing })
    func `another user's order is forbidden in every state`(action: OrderAction, stage: OrderStage)
    {
        stage.given().when(action.command, by: bob).then(Refusal.forbidden)
    }

    @Test(arguments: OrderAction.owners)
    func `only a user can have orders`(action: OrderAction) {
        OrderStage.draft.given().when(action.command, by: .system).then(Refusal.forbidden)
    }

    @Test(arguments: OrderAction.allCases.filter { $0.actor == .system })
    func `only the system records the outside service's reports`(action: OrderAction) {
        OrderStage.registered.given().when(action.command, by: alice).then(Refusal.forbidden)
    }

    @Test func `an order can't be paid with less than its total`() {
        OrderStage.placed.given(funds: 299).when(PayOrder(purchase), by: alice)
            .then(.insufficientFunds)
    }

    @Test func `a payment that overflows the sales account is refused`() {
        let full = OrderStage.placed.given().events + system(.sales, rub(.max))
        Given(events: full).when(PayOrder(purchase), by: alice).then(.balanceLimit)
    }

    @Test func `a refund that overflows the wallet is refused`() {
        OrderStage.paid.given(funds: .max).when(CancelOrder(purchase), by: alice)
            .then(.balanceLimit)
    }

    @Test func `a return that overflows the stock is refused`() {
        let full = NewEvent(
            .product(bread),
            .product(.changed(ProductChanged(price: rub(50), quantity: .max)))
        )
        Given(events: OrderStage.paid.given().events + [full])
            .when(CancelOrder(purchase), by: alice).then(.stockLimit)
    }
}

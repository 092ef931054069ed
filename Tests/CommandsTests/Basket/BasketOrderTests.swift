import Events
import Testing

@testable import Commands
@testable import Model

/// O4: one basket, one order.
@Suite struct BasketOrderTests {
    private let order = PlaceOrder(.basket, taxBasisPoints: 2_000)
    private let id = OrderID(1_000)
    private let stocked = given(
        product(bread, rub(50), quantity: 10),
        product(cake, rub(200), quantity: 3),
        basket(alice, (cake, 1), (bread, 2))
    )

    private var emptied: NewEvent { NewEvent(.basket(alice), .basket(.ordered(id))) }

    @Test func `ordering from the basket uses present prices and empties it`() {
        let placed = OrderPlaced(
            user: alice,
            lines: [line(cake, 1, at: 200), line(bread, 2, at: 50)],
            currency: .rub,
            tax: 60,
            total: 360
        )
        stocked.when(order, by: alice).then(
            NewEvent(.order(id), .order(.placed(placed))),
            stock(cake, ProductEvent.reserved, 1, id),
            stock(bread, ProductEvent.reserved, 2, id),
            emptied
        )
    }

    @Test func `a second order from the same basket is refused`() throws {
        let first = try stocked.when(order, by: alice).result.get()
        given(stocked.events, first.events).when(order, by: alice).then(.emptyBasket)
    }

    @Test func `an empty basket can't be ordered`() {
        given(product(bread, rub(50), quantity: 1)).when(order, by: alice).then(.emptyBasket)
        given(stocked.events, basket(alice, (cake, 0), (bread, 0))).when(order, by: alice)
            .then(.emptyBasket)
    }

    @Test func `lines added after an order make another order`() throws {
        let ordered = NewEvent(.basket(alice), .basket(.ordered(purchase)))
        let later = given(stocked.events, [ordered], basket(alice, (cake, 2)))
        let second = try later.when(order, by: alice).result.get()
        #expect(second.events.contains(stock(cake, ProductEvent.reserved, 2, id)))
        #expect(second.events.count == 3)
    }

    @Test func `a refused order does not change the basket`() {
        given(stocked.events, basket(alice, (cake, 4))).when(order, by: alice).then(.outOfStock)
    }

    @Test func `an order does not change another user's basket`() {
        stocked.when(order, by: bob).then(.emptyBasket)
    }

    @Test func `only a user can order`() {
        stocked.when(order, by: .system).then(Refusal.forbidden)
    }
}

import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct SetBasketTests {
    private let stocked = given(
        product(bread, rub(50), quantity: 10),
        product(cake, rub(200), quantity: 3)
    )

    private func set(_ lines: (ProductID, Int64)...) -> SetBasket {
        SetBasket(lines.map { BasketLine(product: $0, quantity: $1) })
    }

    /// The lines in the basket after `events`.
    private func lines(_ events: [NewEvent]) -> [BasketLine] {
        var basket = Basket()
        for event in events {
            if let change = Basket.change(in: event.event) { basket.evolve(change) }
        }
        return basket.lines
    }

    @Test func `lines are set regardless of the stock`() {
        stocked.when(set((cake, 1_000), (bread, 1)), by: alice).then(
            basket(alice, (cake, 1_000), (bread, 1))[0]
        )
    }

    @Test func `lines keep the order of first mention, and lines of other products stay`() {
        let events = basket(alice, (bread, 1), (cake, 2)) + basket(alice, (bread, 7))
        #expect(
            lines(events) == [
                BasketLine(product: bread, quantity: 7), BasketLine(product: cake, quantity: 2),
            ]
        )
    }

    @Test func `quantity zero removes the line, if there is one`() {
        let events = basket(alice, (bread, 1), (cake, 2)) + basket(alice, (bread, 0))
        #expect(lines(events) == [BasketLine(product: cake, quantity: 2)])
        #expect(lines(events + basket(alice, (bread, 0))).count == 1)
        let back = lines(events + basket(alice, (bread, 3)))
        #expect(back.map(\.product) == [cake, bread])
    }

    @Test func `lines that do not change are recorded again`() {
        given(stocked.events, basket(alice, (bread, 1))).when(set((bread, 1)), by: alice)
            .then(basket(alice, (bread, 1))[0])
    }

    @Test func `the last of two lines of one product counts`() {
        stocked.when(set((bread, 1), (cake, 1), (bread, 5)), by: alice)
            .then(basket(alice, (bread, 5), (cake, 1))[0])
    }

    @Test(arguments: [0, 1] as [Int64])
    func `a product that does not exist is not found`(quantity: Int64) {
        stocked.when(set((bread, 1), (ProductID(99), quantity)), by: alice)
            .then(Refusal.notFound(.product, detail: "product=99"))
    }

    @Test func `a quantity below zero is refused`() {
        stocked.when(set((bread, -1)), by: alice).then(.invalidQuantity)
    }

    @Test func `a change without lines is refused`() {
        stocked.when(SetBasket([]), by: alice).then(.emptyBasket)
    }

    @Test func `a basket can't have more lines than an order`() {
        let ids = (1...101).map { ProductID($0) }
        let products = ids.flatMap { product($0, rub(1), quantity: 1) }
        let most = ids.dropLast().map { BasketLine(product: $0, quantity: 1) }
        let full = NewEvent(.basket(alice), .basket(.changed(BasketChanged(lines: most))))
        let more = BasketLine(product: ids[100], quantity: 1)
        given(products).when(SetBasket(most), by: alice).then(full)
        given(products).when(SetBasket(most + [more]), by: alice).then(.tooManyLines)
        given(products, [full]).when(SetBasket([more]), by: alice).then(.tooManyLines)
        let swap = [BasketLine(product: ids[0], quantity: 0), more]
        given(products, [full]).when(SetBasket(swap), by: alice).then(
            NewEvent(.basket(alice), .basket(.changed(BasketChanged(lines: swap))))
        )
    }

    @Test func `only a user can have a basket`() {
        stocked.when(set((bread, 1)), by: .system).then(Refusal.forbidden(.user))
    }
}

/// O4: one basket, one order.
@Suite(.patient) struct BasketOrderTests {
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
        stocked.when(order, by: .system).then(Refusal.forbidden(.user))
    }
}

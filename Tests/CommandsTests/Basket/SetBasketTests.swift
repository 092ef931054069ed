import Events
import Testing

@testable import Commands
@testable import Model

@Suite struct SetBasketTests {
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
            .then(Refusal.notFound(.product))
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
        stocked.when(set((bread, 1)), by: .system).then(Refusal.forbidden)
    }
}

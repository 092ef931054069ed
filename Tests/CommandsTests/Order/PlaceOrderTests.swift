import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct PlaceOrderTests {
    private let stocked = given(
        product(bread, rub(50), quantity: 10),
        product(cake, rub(200), quantity: 3)
    )

    private func order(_ items: OrderItem..., tax: Int64 = 0) -> PlaceOrder {
        PlaceOrder(.items(items), taxBasisPoints: tax)
    }

    @Test func `price, tax and total are frozen and the stock is reserved`() {
        let id = OrderID(1_000)
        let placed = OrderPlaced(
            user: alice,
            lines: [line(bread, 2, at: 50), line(cake, 1, at: 200)],
            currency: .rub,
            tax: 60,
            total: 360
        )
        stocked.when(
            order(OrderItem(bread, quantity: 2), OrderItem(cake, quantity: 1), tax: 2_000),
            by: alice
        ).then(
            NewEvent(.order(id), .order(.placed(placed))),
            stock(bread, ProductEvent.reserved, 2, id),
            stock(cake, ProductEvent.reserved, 1, id)
        )
    }

    @Test(arguments: [(50, 1_000, 5), (50, 1, 0), (50, 100, 1), (50, 99, 0), (1, 5_000, 1)])
    func `tax is rounded half up to a minor unit`(price: Int64, points: Int64, tax: Int64) throws {
        let decision = try given(product(bread, rub(price), quantity: 1))
            .when(order(OrderItem(bread, quantity: 1), tax: points), by: alice).result.get()
        guard case .order(.placed(let placed)) = decision.events[0].event else {
            return #expect(Bool(false))
        }
        #expect(placed.tax == tax)
        #expect(placed.total == price + tax)
    }

    @Test func `lines of one product are summed before the stock is checked`() {
        stocked.when(
            order(OrderItem(cake, quantity: 2), OrderItem(cake, quantity: 2)),
            by: alice
        ).then(.outOfStock)
        let id = OrderID(1_000)
        let placed = OrderPlaced(
            user: alice,
            lines: [line(cake, 3, at: 200)],
            currency: .rub,
            tax: 0,
            total: 600
        )
        stocked.when(
            order(OrderItem(cake, quantity: 2), OrderItem(cake, quantity: 1)),
            by: alice
        ).then(
            NewEvent(.order(id), .order(.placed(placed))),
            stock(cake, ProductEvent.reserved, 3, id)
        )
    }

    @Test func `reserved units can't be ordered again`() {
        given(product(cake, rub(200), quantity: 3), [stock(cake, ProductEvent.reserved, 2)])
            .when(order(OrderItem(cake, quantity: 2)), by: alice)
            .then(.outOfStock, detail: "product=\(cake.rawValue); available=1")
    }

    @Test func `22: a refusal says which of the lines it is about`() {
        let products = product(bread, rub(50), quantity: 10) + product(cake, rub(200), quantity: 3)
        let lines = [OrderItem(bread, quantity: 1), OrderItem(ProductID(999), quantity: 1)]
        given(products).when(PlaceOrder(.items(lines), taxBasisPoints: 0), by: alice)
            .then(Refusal.notFound(.product, detail: "product=999"))
        given(products).when(
            order(OrderItem(bread, quantity: 1), OrderItem(cake, quantity: 4)),
            by: alice
        ).then(.outOfStock, detail: "product=\(cake.rawValue); available=3")
    }

    @Test func `an overflowing sum of units is refused`() {
        stocked.when(
            order(OrderItem(cake, quantity: .max), OrderItem(cake, quantity: 1)),
            by: alice
        ).then(.outOfStock)
    }

    @Test(arguments: [0, -1, Int64.min])
    func `a quantity must be above zero`(quantity: Int64) {
        stocked.when(order(OrderItem(cake, quantity: quantity)), by: alice).then(.invalidQuantity)
    }

    @Test func `an order must have lines, but not too many`() {
        stocked.when(PlaceOrder(.items([]), taxBasisPoints: 0), by: alice).then(.emptyOrder)
        let many = Array(
            repeating: OrderItem(cake, quantity: 1),
            count: PlaceOrder.maximumLines + 1
        )
        stocked.when(PlaceOrder(.items(many), taxBasisPoints: 0), by: alice).then(.tooManyLines)
    }

    @Test func `all products of an order must have one currency`() {
        given(product(bread, rub(50), quantity: 10), product(cake, Money(2, usd), quantity: 3))
            .when(order(OrderItem(bread, quantity: 1), OrderItem(cake, quantity: 1)), by: alice)
            .then(
                .mixedCurrencies,
                detail: "product=\(cake.rawValue); currency=USD; expected=RUB"
            )
    }

    @Test func `an overflowing line, sum or tax is refused, not wrapped`() {
        let dear = given(
            product(bread, rub(.max), quantity: 10),
            product(cake, rub(1), quantity: 3)
        )
        dear.when(order(OrderItem(bread, quantity: 2)), by: alice).then(.orderTotalLimit)
        dear.when(order(OrderItem(bread, quantity: 1), OrderItem(cake, quantity: 1)), by: alice)
            .then(.orderTotalLimit)
        dear.when(order(OrderItem(bread, quantity: 1), tax: 1), by: alice).then(.orderTotalLimit)
        dear.when(order(OrderItem(bread, quantity: 1), tax: 20_000), by: alice)
            .then(.orderTotalLimit)
    }

    @Test func `a tax below zero is refused`() {
        stocked.when(order(OrderItem(bread, quantity: 1), tax: -1), by: alice)
            .then(.invalidAmount)
    }

    @Test func `a product that does not exist is not found`() {
        let unknown = OrderItem(ProductID(99), quantity: 1)
        stocked.when(order(unknown), by: alice).then(
            Refusal.notFound(.product, detail: "product=99")
        )
        stocked.when(order(OrderItem(cake, quantity: 1), unknown), by: alice)
            .then(Refusal.notFound(.product, detail: "product=99"))
    }

    @Test func `only a user can order`() {
        stocked.when(order(OrderItem(cake, quantity: 1)), by: .system).then(
            Refusal.forbidden(.user)
        )
    }
}

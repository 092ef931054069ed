import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct ShopTests {
    private func creation(price: Int64 = 50, quantity: Int64 = 10) -> ProductCreated {
        ProductCreated(
            shop: bakery,
            name: "Bread",
            description: "Rye",
            price: rub(price),
            quantity: quantity
        )
    }

    private func changed(_ price: Int64, _ quantity: Int64) -> NewEvent {
        NewEvent(
            .product(bread),
            .product(.changed(ProductChanged(price: rub(price), quantity: quantity)))
        )
    }

    @Test func `a shop is created with its details`() {
        let details = ShopDetails(name: "Bakery", description: "Bread", site: "https://example.com")
        given().when(CreateShop(details), by: alice).then(
            NewEvent(.shop(ShopID(1_000)), .shop(.created(details)))
        )
    }

    @Test func `a product is added to a shop`() {
        given(shop()).when(CreateProduct(creation()), by: alice).then(
            NewEvent(.product(ProductID(1_000)), .product(.created(creation())))
        )
    }

    @Test func `a product needs a shop`() {
        given().when(CreateProduct(creation()), by: alice).then(Refusal.notFound(.shop))
    }

    @Test(arguments: [0, -1])
    func `a price must be above zero`(price: Int64) {
        given(shop()).when(CreateProduct(creation(price: price)), by: alice).then(.invalidAmount)
        given(product(bread, rub(50), quantity: 1)).when(
            ChangeProduct(bread, price: price),
            by: alice
        ).then(.invalidAmount)
    }

    @Test func `a stock must not be below zero`() {
        given(shop()).when(CreateProduct(creation(quantity: -1)), by: alice)
            .then(.invalidQuantity)
        given(product(bread, rub(50), quantity: 1)).when(
            ChangeProduct(bread, stock: .set(-1, from: 1)),
            by: alice
        ).then(.invalidQuantity)
    }

    @Test func `omitted fields keep their values`() {
        let before = given(product(bread, rub(50), quantity: 10))
        before.when(ChangeProduct(bread, price: 60), by: alice).then(changed(60, 10))
        before.when(ChangeProduct(bread, stock: .add(-6)), by: alice).then(changed(50, 4))
    }

    /// Ten units, of which four are reserved.
    private var reserved: Given {
        given(product(bread, rub(50), quantity: 10), [stock(bread, ProductEvent.reserved, 4)])
    }

    @Test func `19: units are added to what is there, and the reserved ones stay`() {
        reserved.when(ChangeProduct(bread, stock: .add(5)), by: alice).then(changed(50, 15))
        reserved.when(ChangeProduct(bread, stock: .add(-6)), by: alice).then(changed(50, 4))
        reserved.when(ChangeProduct(bread, stock: .add(-7)), by: alice)
            .then(.stockBelowReserved, detail: "quantity=6")
        reserved.when(ChangeProduct(bread, stock: .add(.max)), by: alice).then(.stockLimit)
    }

    @Test func `19: a quantity that is written back as it was read changes nothing`() {
        reserved.when(ChangeProduct(bread, stock: .set(6, from: 6)), by: alice)
            .then(changed(50, 10))
    }

    @Test func `19: a quantity is set only if it is the one that was seen`() {
        reserved.when(ChangeProduct(bread, stock: .set(0, from: 6)), by: alice)
            .then(changed(50, 4))
        // Three were sold while somebody counted.
        let sold = [
            stock(bread, ProductEvent.reserved, 3), stock(bread, ProductEvent.sold, 3),
        ]
        given(reserved.events, sold).when(ChangeProduct(bread, stock: .set(6, from: 6)), by: alice)
            .then(.quantityChanged, detail: "quantity=3")
        reserved.when(ChangeProduct(bread, stock: .set(.max, from: 6)), by: alice)
            .then(.stockLimit)
    }

    @Test func `22: a price in another currency is refused as that`() {
        reserved.when(ChangeProduct(bread, price: 5, currency: usd), by: alice)
            .then(.wrongCurrency, detail: "currency=RUB")
    }

    @Test func `a product that does not exist is not found`() {
        given().when(ChangeProduct(bread, stock: .add(3)), by: alice)
            .then(Refusal.notFound(.product))
    }
}

import Events
import Testing

@testable import Commands
@testable import Model

@Suite struct ShopTests {
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
            ChangeProduct(bread, quantity: -1),
            by: alice
        ).then(.invalidQuantity)
    }

    @Test func `omitted fields keep their values`() {
        let before = given(product(bread, rub(50), quantity: 10))
        before.when(ChangeProduct(bread, price: 60), by: alice).then(changed(60, 10))
        before.when(ChangeProduct(bread, quantity: 4), by: alice).then(changed(50, 4))
    }

    @Test func `a stock can't fall below the reserved units`() {
        let before = given(
            product(bread, rub(50), quantity: 10),
            [stock(bread, ProductEvent.reserved, 4)]
        )
        before.when(ChangeProduct(bread, quantity: 4), by: alice).then(changed(50, 4))
        before.when(ChangeProduct(bread, quantity: 3), by: alice).then(.stockBelowReserved)
    }

    @Test func `a product that does not exist is not found`() {
        given().when(ChangeProduct(bread, quantity: 3), by: alice).then(Refusal.notFound(.product))
    }
}

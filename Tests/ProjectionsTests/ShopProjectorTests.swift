import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct ShopProjectorTests {
    private let product = ProductID(2)
    private let order = OrderID(9)

    private func history(_ changes: [ProductEvent]) -> History {
        var history = History()
        history.command(
            .shop(ShopID(1)),
            .shop(.created(ShopDetails(name: "Shop", description: "d", site: "s")))
        )
        history.command(
            .product(product),
            .product(
                .created(
                    ProductCreated(
                        shop: ShopID(1),
                        name: "Tea",
                        description: "",
                        price: Money(5, .rub),
                        quantity: 10
                    )
                )
            )
        )
        for change in changes { history.command(.product(product), .product(change)) }
        return history
    }

    @Test(
        arguments: [
            ([ProductEvent.reserved(StockMovement(order: OrderID(9), quantity: 3))], 10, 3, 0),
            (
                [
                    .reserved(StockMovement(order: OrderID(9), quantity: 3)),
                    .released(StockMovement(order: OrderID(9), quantity: 3)),
                ], 10, 0, 0
            ),
            (
                [
                    .reserved(StockMovement(order: OrderID(9), quantity: 3)),
                    .sold(StockMovement(order: OrderID(9), quantity: 3)),
                ], 7, 0, 3
            ),
            (
                [
                    .reserved(StockMovement(order: OrderID(9), quantity: 3)),
                    .sold(StockMovement(order: OrderID(9), quantity: 3)),
                    .returned(StockMovement(order: OrderID(9), quantity: 3)),
                ], 10, 0, 0
            ),
            ([.changed(ProductChanged(price: Money(8, .rub), quantity: 40))], 40, 0, 0),
        ] as [([ProductEvent], Int64, Int64, Int64)]
    )
    func `stock follows its events`(
        changes: [ProductEvent],
        onHand: Int64,
        reserved: Int64,
        sold: Int64
    ) throws {
        let rows = try fold(ProductProjector.self, history(changes).events)
        #expect(rows[product]?.onHand == onHand)
        #expect(rows[product]?.reserved == reserved)
        #expect(rows[product]?.sold == sold)
    }

    @Test func `a shop is shown as created`() throws {
        let rows = try fold(ShopProjector.self, history([]).events)
        #expect(
            rows[ShopID(1)]
                == ShopRow(
                    shop: ShopID(1),
                    name: "Shop",
                    description: "d",
                    site: "s",
                    createdAt: History.time(1),
                    position: LogPosition(1)
                )
        )
    }

    @Test func `an order keeps its lines as placed, with keys in fixed order`() throws {
        var history = History()
        let line = OrderLine(
            product: product,
            name: "Tea \"green\"",
            quantity: 2,
            unitPrice: 5,
            amount: 10
        )
        history.command(
            .order(order),
            .order(
                .placed(
                    OrderPlaced(
                        user: UserID(4),
                        lines: [line],
                        currency: .rub,
                        tax: 1,
                        total: 11
                    )
                )
            )
        )
        history.command(
            .order(order),
            .order(.paid(OrderPaid(user: UserID(4), transfer: TransferID(30))))
        )
        history.command(
            .order(order),
            .order(.cancelled(OrderCancelled(user: UserID(4), refund: TransferID(40))))
        )
        let row = try #require(try fold(OrderProjector.self, history.events)[order])
        #expect(
            row
                == OrderRow(
                    order: order,
                    user: UserID(4),
                    status: .cancelled,
                    currency: .rub,
                    lines: """
                        [{"product_id":2,"name":"Tea \\"green\\"","quantity":2,"unit_price":5,\
                        "amount":10}]
                        """,
                    tax: 1,
                    total: 11,
                    transfer: TransferID(30),
                    refund: TransferID(40),
                    placedAt: History.time(1),
                    paidAt: History.time(2),
                    cancelledAt: History.time(3),
                    position: LogPosition(3)
                )
        )
    }
}

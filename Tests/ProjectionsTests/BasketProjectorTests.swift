import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct BasketProjectorTests {
    private static let user = UserID(4)

    private func row(_ events: [BasketEvent]) throws -> BasketRow? {
        var history = History()
        for event in events { history.command(.basket(Self.user), .basket(event)) }
        return try fold(BasketProjector.self, history.events)[Self.user]
    }

    private static func changed(_ lines: (Int64, Int64)...) -> BasketEvent {
        .changed(
            BasketChanged(
                lines: lines.map { BasketLine(product: ProductID($0), quantity: $1) }
            )
        )
    }

    @Test(
        arguments: [
            (
                [changed((1, 2), (3, 4))],
                #"[{"product_id":1,"quantity":2},{"product_id":3,"quantity":4}]"#
            ),
            (
                [changed((3, 4)), changed((1, 2), (3, 5))],
                #"[{"product_id":3,"quantity":5},{"product_id":1,"quantity":2}]"#
            ),
            ([changed((3, 4), (1, 2)), changed((3, 0))], #"[{"product_id":1,"quantity":2}]"#),
            ([changed((3, 0))], "[]"),
            (
                [changed((3, 4), (1, 2)), changed((3, 0)), changed((3, 1))],
                #"[{"product_id":1,"quantity":2},{"product_id":3,"quantity":1}]"#
            ),
            ([changed((3, 4)), .ordered(OrderID(9))], "[]"),
            (
                [changed((3, 4)), .ordered(OrderID(9)), changed((1, 1))],
                #"[{"product_id":1,"quantity":1}]"#
            ),
        ] as [([BasketEvent], String)]
    )
    func `basket lines are set, added in order, removed and ordered`(
        events: [BasketEvent],
        json: String
    ) throws {
        let row = try #require(try row(events))
        #expect(BasketRow.json(row.lines) == json)
        #expect(try BasketRow.lines(json) == row.lines)
        #expect(row.position == LogPosition(Int64(events.count)))
    }

    @Test func `a basket that never existed can't be ordered`() throws {
        let fault = ProjectionFault(LogPosition(1), .noRow(table: "baskets", id: "4"))
        #expect(throws: fault) { try row([.ordered(OrderID(9))]) }
    }
}

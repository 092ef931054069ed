import Model
import Postgres
import TestSupport
import Testing

@testable import Queries

@Suite(.patient) struct OrderQueryTests {
    private let fixture: QueryFixture
    private let ann = QueryFixture.ann
    private let bob = QueryFixture.bob

    init() throws {
        fixture = try QueryFixture()
    }

    @Test func `an order is shown only to its owner`() throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.order_history VALUES
                (50, 3, 'placed', 'RUB', '[{"product_id":42,"quantity":2}]', 0, 500, NULL, NULL,
                    '2026-01-01Z', NULL, NULL, 50),
                (51, 3, 'cancelled', 'RUB', '[]', 1, 2, 60, 61, '2026-01-01Z', '2026-01-02Z',
                    '2026-01-03Z', 51)
            """
        )
        let placed =
            #"{"id":50,"status":"placed","lines":[{"product_id":42,"quantity":2}],"services":[],"#
            + #""currency":"RUB","tax":0,"total":500,"transfer_id":null,"refund_id":null,"#
            + #""placed_at":"2026-01-01T00:00:00Z","paid_at":null,"started_at":null,"#
            + #""done_at":null,"cancelled_at":null,"reference":null,"metadata":null}"#
        let cancelled =
            #"{"id":51,"status":"cancelled","lines":[],"services":[],"currency":"RUB","tax":1,"#
            + #""total":2,"transfer_id":60,"refund_id":61,"placed_at":"2026-01-01T00:00:00Z","#
            + #""paid_at":"2026-01-02T00:00:00Z","started_at":null,"done_at":null,"#
            + #""cancelled_at":"2026-01-03T00:00:00Z","reference":null,"metadata":null}"#
        #expect(try fixture.text(.order(ann, OrderID(50))) == placed)
        #expect(try fixture.ask(.order(bob, OrderID(50))) == nil)
        #expect(try fixture.text(.orders(ann, .first)) == "[\(cancelled),\(placed)]")
        #expect(try fixture.text(.orders(bob, .first)) == "[]")
    }

    @Test func `an order of services has no currency, and a discarded draft is not listed`() throws
    {
        try fixture.database.owner.script(
            """
            INSERT INTO read.order_history VALUES
                (52, 3, 'discarded', NULL, '[]', 0, 0, NULL, NULL, '2026-01-01Z', NULL, NULL, 52,
                    '[]', NULL, NULL, NULL, NULL, NULL),
                (53, 3, 'done', NULL, '[]', 0, 0, NULL, NULL, '2026-01-01Z', NULL, NULL, 53,
                    '[{"service_id":"a","name":"Wash"}]', 'b', '2026-01-03Z', '2026-01-02Z',
                    '2026-01-04Z', NULL)
            """
        )
        let done =
            #"{"id":53,"status":"done","lines":[],"services":[{"service_id":"a","name":"Wash"}],"#
            + #""currency":null,"tax":0,"total":0,"transfer_id":null,"refund_id":null,"#
            + #""placed_at":"2026-01-01T00:00:00Z","paid_at":null,"#
            + #""started_at":"2026-01-02T00:00:00Z","done_at":"2026-01-04T00:00:00Z","#
            + #""cancelled_at":null,"reference":null,"metadata":null}"#
        #expect(try fixture.text(.order(ann, OrderID(53))) == done)
        #expect(try fixture.text(.orders(ann, .first)) == "[\(done)]")
        #expect(try fixture.ask(.order(ann, OrderID(52))) == nil)
    }
}

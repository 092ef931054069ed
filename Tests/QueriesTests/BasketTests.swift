import Postgres
import TestSupport
import Testing

@testable import Queries

@Suite(.patient) struct BasketTests {
    private let fixture: QueryFixture

    init() throws {
        fixture = try QueryFixture()
        try fixture.database.owner.script(
            """
            INSERT INTO read.products VALUES
                (42, 40, 'Green', '', 250, 'RUB', 10, 4, 42),
                (43, 40, 'Black', '', 99, 'RUB', 1, 0, 43),
                (44, 40, 'Cup', '', 5, 'EUR', 3, 3, 44),
                (45, 40, 'Gold', '', 9223372036854775807, 'RUB', 9, 0, 44)
            """
        )
    }

    private func basket(_ lines: String, tax: Int = 0) throws -> String? {
        try fixture.database.owner.execute(
            """
            INSERT INTO read.baskets VALUES (3, $1::json, 9)
            ON CONFLICT (user_id) DO UPDATE SET lines = excluded.lines
            """,
            [.text(lines)]
        )
        return try fixture.text(.basket(QueryFixture.ann, taxBasisPoints: tax))
    }

    @Test func `lines keep their order and have today's price and free units`() throws {
        #expect(
            try basket(#"[{"product_id":43,"quantity":1},{"product_id":42,"quantity":2}]"#)
                == #"{"lines":[{"product_id":43,"name":"Black","quantity":1,"price":99,"#
                + #""currency":"RUB","amount":99,"available":1},"#
                + #"{"product_id":42,"name":"Green","quantity":2,"price":250,"#
                + #""currency":"RUB","amount":500,"available":6}],"#
                + #""currency":"RUB","tax":0,"total":599}"#
        )
    }

    @Test(arguments: [
        (#"[{"product_id":43,"quantity":5}]"#, 1_000, #""currency":"RUB","tax":50,"total":545}"#),
        (#"[{"product_id":43,"quantity":5}]"#, 999, #""currency":"RUB","tax":49,"total":544}"#),
        (
            #"[{"product_id":43,"quantity":1},{"product_id":44,"quantity":1}]"#, 0,
            #""currency":null,"tax":null,"total":null}"#
        ),
        (
            #"[{"product_id":43,"quantity":1},{"product_id":99,"quantity":1}]"#, 0,
            #""currency":null,"tax":null,"total":null}"#
        ),
        (
            #"[{"product_id":43,"quantity":1},{"product_id":45,"quantity":1}]"#, 0,
            #""currency":"RUB","tax":null,"total":null}"#
        ),
        (
            #"[{"product_id":45,"quantity":2}]"#, 0,
            #""currency":"RUB","tax":null,"total":null}"#
        ),
        ("[]", 1_000, #"{"lines":[],"currency":null,"tax":0,"total":0}"#),
    ])
    func `the total is that of an order, or null if the lines can't be one order`(
        lines: String,
        tax: Int,
        end: String
    ) throws {
        let body = try #require(try basket(lines, tax: tax))
        #expect(body.hasSuffix(end), "\(body)")
    }

    @Test func `a user who added nothing has an empty basket`() throws {
        #expect(
            try fixture.text(.basket(QueryFixture.bob, taxBasisPoints: 0))
                == #"{"lines":[],"currency":null,"tax":0,"total":0}"#
        )
    }
}

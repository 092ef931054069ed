import Model
import Postgres
import TestSupport
import Testing

@testable import Queries

@Suite(.patient) struct QueryRunnerTests {
    private let fixture: QueryFixture
    private let ann = QueryFixture.ann
    private let bob = QueryFixture.bob
    private var database: QueryDatabase { fixture.database }

    init() throws {
        fixture = try QueryFixture()
    }

    private func ask(_ question: Question) throws -> Answer? { try fixture.ask(question) }
    private func text(_ question: Question) throws -> String? { try fixture.text(question) }
    private func page(_ skip: Int, _ limit: Int) throws -> Page { try fixture.page(skip, limit) }

    @Test func `every list of a new user is empty`() throws {
        for question in [
            Question.balances(ann), .transactions(ann, status: nil, .first), .holds(ann, .first),
            .shops(.first), .orders(ann, .first), .availability(),
            .availability(onlyAvailable: true), .balancesAsOf(ann, .position(100)),
            .balancesAsOf(ann, .time(0)), .rates(staleAfterSeconds: 1), .services(.first),
        ] {
            let answer = try #require(try ask(question))
            #expect(answer.text == "[]")
            #expect(!answer.hasNext)
        }
    }

    @Test func `an unknown slot, order, shop or user is not found`() throws {
        #expect(try ask(.slot(SlotID(1))) == nil)
        #expect(try ask(.order(ann, OrderID(1))) == nil)
        #expect(try ask(.shopCatalog(ShopID(1), .first)) == nil)
        #expect(try ask(.me(UserID(1))) == nil)
    }

    @Test func `a balance is zero in a currency that the user never held`() throws {
        try database.owner.script(
            """
            INSERT INTO read.balances VALUES
                (3, 'RUB', 100000, 0, 17), (3, 'EUR', 5, 1, 18), (7, 'RUB', 1, 0, 19)
            """
        )
        #expect(
            try text(.balance(ann, .rub))
                == #"{"currency":"RUB","available":100000,"pending":0,"position":17}"#
        )
        #expect(
            try text(.balance(bob, .eur))
                == #"{"currency":"EUR","available":0,"pending":0,"position":0}"#
        )
        #expect(
            try text(.balances(ann))
                == #"[{"currency":"EUR","available":5,"pending":1,"position":18},"#
                + #"{"currency":"RUB","available":100000,"pending":0,"position":17}]"#
        )
    }

    @Test func `availability has exactly these bytes, in order of the ids`() throws {
        try slots()
        #expect(
            try text(.availability())
                == #"[{"slot_id":1,"capacity":10,"remaining":6},"#
                + #"{"slot_id":2,"capacity":1,"remaining":0}]"#
        )
        #expect(
            try text(.availability(onlyAvailable: true))
                == #"[{"slot_id":1,"capacity":10,"remaining":6}]"#
        )
    }

    @Test func `a slot's details have exactly these bytes`() throws {
        try slots()
        #expect(
            try text(.slot(SlotID(1)))
                == #"{"slot_id":1,"title":"Boat","capacity":10,"held":3,"confirmed":1,"#
                + #""remaining":6,"starts_at":"2026-02-01T10:00:00Z","#
                + #""created_at":"2026-01-01T00:00:00Z"}"#
        )
    }

    private func slots() throws {
        try database.owner.script(
            """
            INSERT INTO read.slot_availability VALUES
                (2, 'Bus', 1, 0, 1, NULL, '2026-01-01Z', 20),
                (1, 'Boat', 10, 3, 1, '2026-02-01 10:00Z', '2026-01-01Z', 21)
            """
        )
    }

    @Test func `holds are found by their whole reference, among the user's own`() throws {
        try database.owner.script(
            """
            INSERT INTO read.holds VALUES
                (30, 1, 3, 'held', '2100-01-01Z', '2026-01-01Z', '2026-01-01Z', 30, 'A', '{"x":"1"}'),
                (31, 1, 7, 'held', '2100-01-01Z', '2026-01-01Z', '2026-01-01Z', 31, 'A', NULL),
                (32, 1, 3, 'held', '2100-01-01Z', '2026-01-01Z', '2026-01-01Z', 32, 'B', NULL),
                (33, 1, 3, 'held', '2100-01-01Z', '2026-01-01Z', '2026-01-01Z', 33, NULL, NULL),
                (34, 1, 3, 'confirmed', '2100-01-01Z', '2026-01-01Z', '2026-01-01Z', 34, 'A', NULL)
            """
        )
        let found = try #require(try text(.holds(ann, reference: "A", .first)))
        #expect(found.matches(of: /"id":(\d+)/).map(\.output.1) == ["34", "30"])
        #expect(found.contains(#""reference":"A","metadata":{"x":"1"}}"#))
        #expect(try text(.holds(ann, reference: "a", .first)) == "[]")
    }

    @Test func `a user's holds come newest first`() throws {
        try database.owner.script(
            """
            INSERT INTO read.holds VALUES
                (30, 1, 3, 'held', '2100-01-01 00:05Z', '2026-01-01Z', '2026-01-01Z', 30),
                (31, 1, 7, 'held', '2100-01-01 00:05Z', '2026-01-01Z', '2026-01-01Z', 31),
                (32, 2, 3, 'expired', '2026-01-01 00:05Z', '2026-01-01Z', '2026-01-01 00:06Z', 32)
            """
        )
        #expect(
            try text(.holds(ann, .first))
                == #"[{"id":32,"slot_id":2,"state":"expired","expires_at":"2026-01-01T00:05:00Z","#
                + #""created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:05:00Z","#
                + #""reference":null,"metadata":null},"#
                + #"{"id":30,"slot_id":1,"state":"held","expires_at":"2100-01-01T00:05:00Z","#
                + #""created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","#
                + #""reference":null,"metadata":null}]"#
        )
        let first = try #require(try ask(.holds(ann, try page(0, 1))))
        #expect(first.hasNext)
        let second = try #require(try ask(.holds(ann, try page(1, 1))))
        #expect(second.text.contains(#""id":30"#))
        #expect(!second.hasNext)
    }

    @Test func `shops come newest first, and products show the units that are not reserved`() throws
    {
        try database.owner.script(
            """
            INSERT INTO read.shops VALUES
                (40, 'Tea', 'Leaves', 'https://tea.example', '2026-01-01Z', 40),
                (41, 'Bare', '', '', '2026-01-01Z', 41);
            INSERT INTO read.products VALUES
                (42, 40, 'Green', 'From Uji', 250, 'RUB', 10, 4, 42),
                (43, 40, 'Black', '', 100, 'RUB', 0, 0, 43)
            """
        )
        #expect(
            try text(.shops(.first))
                == #"[{"id":41,"name":"Bare","description":"","site":""},"#
                + #"{"id":40,"name":"Tea","description":"Leaves","site":"https://tea.example"}]"#
        )
        #expect(
            try text(.shopCatalog(ShopID(40), .first))
                == #"[{"product_id":43,"name":"Black","description":"","price":100,"#
                + #""currency":"RUB","quantity":0,"stock":null},"#
                + #"{"product_id":42,"name":"Green","description":"From Uji","price":250,"#
                + #""currency":"RUB","quantity":6,"stock":null}]"#
        )
        let stock = try text(.shopCatalog(ShopID(40), .first, showsStock: true))
        #expect(
            stock?.contains(#""quantity":6,"stock":{"on_hand":10,"reserved":4,"sold":0}"#) == true
        )
        #expect(try text(.shopCatalog(ShopID(41), .first)) == "[]")
        #expect(try #require(try ask(.shops(try page(0, 1)))).hasNext)
        #expect(try #require(try ask(.shopCatalog(ShopID(40), try page(0, 1)))).hasNext)
    }

    @Test func `a profile shows null for erased data`() throws {
        #expect(
            try text(.me(ann))
                == #"{"id":3,"username":"ann","email":"ann@example.com","name":"Ann","#
                + #""roles":["user","admin"],"created_at":"2026-01-01T00:00:00Z"}"#
        )
        #expect(
            try text(.me(UserID(9)))
                == #"{"id":9,"username":null,"email":null,"name":null,"roles":["user"],"#
                + #""created_at":"2026-01-02T00:00:00Z"}"#
        )
    }

    @Test func `a user is found by name in the spelling of its owner, unless deleted`() throws {
        try database.owner.script("UPDATE people.people SET username = 'Ann' WHERE user_id = 3")
        #expect(try text(.user(named: "ann", asker: bob)) == #"{"id":3,"username":"Ann"}"#)
        #expect(try ask(.user(named: "nobody", asker: bob)) == nil)
        try database.owner.script("UPDATE read.users SET state = 'deleted' WHERE user_id = 3")
        #expect(try ask(.user(named: "ann", asker: bob)) == nil)
    }
}

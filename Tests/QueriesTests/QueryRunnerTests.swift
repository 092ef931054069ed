import Postgres
import Testing

@testable import Queries

@Suite struct QueryRunnerTests {
    private let database: QueryDatabase
    private let ann = UserKey(3)
    private let bob = UserKey(7)

    init() throws {
        database = try QueryDatabase()
        try database.owner.script(
            """
            INSERT INTO people.people VALUES
                (3, 'ann', 'ann@example.com', 'Ann', 'secret', '2026-01-01Z'),
                (7, 'bob', 'bob@example.com', NULL, 'secret', '2026-01-02Z');
            INSERT INTO read.users VALUES
                (3, '["admin"]', '2026-01-01Z', 3), (7, '[]', '2026-01-02Z', 7),
                (9, '[]', '2026-01-02Z', 9);
            """
        )
        try database.advance(to: 100)
    }

    private func ask(_ question: Question) throws -> Answer? {
        switch try QueryRunner.answer(question, database.queries) {
        case .found(let answer):
            #expect(answer.position == 100)
            return answer
        case .notFound(let position):
            #expect(position == 100)
            return nil
        }
    }

    private func text(_ question: Question) throws -> String? {
        try ask(question)?.text
    }

    private func page(_ skip: Int, _ limit: Int) throws -> Page {
        try #require(Page(skip: skip, limit: limit))
    }

    @Test func `every list of a new user is empty`() throws {
        for question in [
            Question.balances(ann), .transactions(ann, .first), .holds(ann, .first),
            .shops(.first), .orders(ann, .first), .slotAvailability(onlyAvailable: false),
            .slotAvailability(onlyAvailable: true),
        ] {
            let answer = try #require(try ask(question))
            #expect(answer.text == "[]")
            #expect(!answer.hasNext)
        }
    }

    @Test func `what does not exist is not found`() throws {
        #expect(try ask(.slot(SlotKey(1))) == nil)
        #expect(try ask(.order(ann, OrderKey(1))) == nil)
        #expect(try ask(.shopCatalog(ShopKey(1), .first)) == nil)
        #expect(try ask(.me(UserKey(1))) == nil)
    }

    @Test func `balances, and zero where there is none`() throws {
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

    @Test func `own transactions come newest first, with the names of both sides`() throws {
        try database.owner.script(
            """
            INSERT INTO read.transactions VALUES
                (5, 'opening_grant', -1, 3, 100000, 'RUB', NULL, NULL, 'posted', '2026-01-01Z'),
                (11, 'transfer', 3, 7, 250, 'RUB', 'tea "green"', NULL, 'posted',
                    '2026-01-02 03:04:05.6Z'),
                (12, 'payment', 7, -2, 1, 'RUB', NULL, 40, 'posted', '2026-01-02Z'),
                (13, 'transfer', 9, 3, 7, 'RUB', NULL, NULL, 'posted', '2026-01-02Z')
            """
        )
        #expect(
            try text(.transactions(ann, .first))
                == #"[{"id":13,"type":"transfer","sender_id":9,"receiver_id":3,"sender":null,"#
                + #""receiver":"ann","amount":7,"currency":"RUB","memo":null,"status":"posted","#
                + #""timestamp":"2026-01-02T00:00:00Z"},"#
                + #"{"id":11,"type":"transfer","sender_id":3,"receiver_id":7,"sender":"ann","#
                + #""receiver":"bob","amount":250,"currency":"RUB","memo":"tea \"green\"","#
                + #""status":"posted","timestamp":"2026-01-02T03:04:05.600000Z"},"#
                + #"{"id":5,"type":"opening_grant","sender_id":-1,"receiver_id":3,"#
                + #""sender":"house","receiver":"ann","amount":100000,"currency":"RUB","#
                + #""memo":null,"status":"posted","timestamp":"2026-01-01T00:00:00Z"}]"#
        )
        #expect(try #require(try text(.transactions(bob, .first))).contains(#""receiver":"sales""#))
    }

    @Test func `pages of transactions join to the whole list, each once`() throws {
        try database.owner.script(
            """
            INSERT INTO read.transactions
            SELECT n, 'transfer', CASE n % 3 WHEN 0 THEN 3 ELSE 7 END,
                CASE n % 3 WHEN 0 THEN 7 WHEN 1 THEN 3 ELSE 9 END,
                n, 'RUB', NULL, NULL, 'posted', '2026-01-01Z'
            FROM generate_series(1, 60) AS n
            """
        )
        let expected = (1...60).reversed().filter { $0 % 3 != 2 }.map { "\"id\":\($0)," }
        for limit in [1, 7, 20, 39, 40, 41] {
            var found: [String] = []
            var page: Page? = try page(0, limit)
            while let current = page {
                let answer = try #require(try ask(.transactions(ann, current)))
                found += answer.text.split(separator: "{").compactMap { part in
                    part.firstIndex(of: ",").map { String(part[...$0]) }
                }
                #expect(answer.hasNext == (found.count < expected.count))
                page = answer.hasNext ? current.next : nil
            }
            #expect(found == expected)
        }
        let beyond = try #require(try ask(.transactions(ann, try self.page(40, 10))))
        #expect(beyond.text == "[]")
        #expect(!beyond.hasNext)
    }

    @Test func `a small page of a long history reads no more than it shows`() throws {
        try database.owner.script(
            """
            INSERT INTO read.transactions
            SELECT n, 'transfer', 3, 1000 + n, 1, 'RUB', NULL, NULL, 'posted', '2026-01-01Z'
            FROM generate_series(1, 20000) AS n;
            ANALYZE read.transactions
            """
        )
        let before = try fetched()
        let answer = try #require(try ask(.transactions(ann, try page(0, 10))))
        #expect(answer.hasNext)
        let read = try fetched() - before
        #expect(read > 0)
        #expect(read < 50)
    }

    /// Rows of read.transactions that this session's statements have fetched.
    private func fetched() throws -> Int64 {
        try database.queries.execute("SELECT pg_stat_force_next_flush()")
        let rows = try database.queries.execute(
            """
            SELECT coalesce(seq_tup_read + idx_tup_fetch, 0)
            FROM pg_stat_user_tables WHERE relid = 'read.transactions'::regclass
            """
        )
        return try rows.only().int64(0)
    }

    @Test func `availability is exactly this, in order of the ids`() throws {
        try slots()
        #expect(
            try text(.slotAvailability(onlyAvailable: false))
                == #"[{"slot_id":1,"capacity":10,"remaining":6},"#
                + #"{"slot_id":2,"capacity":1,"remaining":0}]"#
        )
        #expect(
            try text(.slotAvailability(onlyAvailable: true))
                == #"[{"slot_id":1,"capacity":10,"remaining":6}]"#
        )
    }

    @Test func `a slot's details`() throws {
        try slots()
        #expect(
            try text(.slot(SlotKey(1)))
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

    @Test func `own holds come newest first`() throws {
        try database.owner.script(
            """
            INSERT INTO read.holds VALUES
                (30, 1, 3, 'held', '2026-01-01 00:05Z', '2026-01-01Z', '2026-01-01Z', 30),
                (31, 1, 7, 'held', '2026-01-01 00:05Z', '2026-01-01Z', '2026-01-01Z', 31),
                (32, 2, 3, 'expired', '2026-01-01 00:05Z', '2026-01-01Z', '2026-01-01 00:06Z', 32)
            """
        )
        #expect(
            try text(.holds(ann, .first))
                == #"[{"id":32,"slot_id":2,"state":"expired","expires_at":"2026-01-01T00:05:00Z","#
                + #""created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:06:00Z"},"#
                + #"{"id":30,"slot_id":1,"state":"held","expires_at":"2026-01-01T00:05:00Z","#
                + #""created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}]"#
        )
        let first = try #require(try ask(.holds(ann, try page(0, 1))))
        #expect(first.hasNext)
        let second = try #require(try ask(.holds(ann, try page(1, 1))))
        #expect(second.text.contains(#""id":30"#))
        #expect(!second.hasNext)
    }

    @Test func `shops and what each has that is not reserved`() throws {
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
            try text(.shopCatalog(ShopKey(40), .first))
                == #"[{"product_id":43,"name":"Black","description":"","price":100,"#
                + #""currency":"RUB","quantity":0},"#
                + #"{"product_id":42,"name":"Green","description":"From Uji","price":250,"#
                + #""currency":"RUB","quantity":6}]"#
        )
        #expect(try text(.shopCatalog(ShopKey(41), .first)) == "[]")
        #expect(try #require(try ask(.shops(try page(0, 1)))).hasNext)
        #expect(try #require(try ask(.shopCatalog(ShopKey(40), try page(0, 1)))).hasNext)
    }

    @Test func `an order is its owner's alone`() throws {
        try database.owner.script(
            """
            INSERT INTO read.order_history VALUES
                (50, 3, 'placed', 'RUB', '[{"product_id":42,"quantity":2}]', 0, 500, NULL, NULL,
                    '2026-01-01Z', NULL, NULL, 50),
                (51, 3, 'cancelled', 'RUB', '[]', 1, 2, 60, 61, '2026-01-01Z', '2026-01-02Z',
                    '2026-01-03Z', 51)
            """
        )
        let placed =
            #"{"id":50,"status":"placed","lines":[{"product_id":42,"quantity":2}],"#
            + #""currency":"RUB","tax":0,"total":500,"transfer_id":null,"refund_id":null,"#
            + #""placed_at":"2026-01-01T00:00:00Z","paid_at":null,"cancelled_at":null}"#
        let cancelled =
            #"{"id":51,"status":"cancelled","lines":[],"currency":"RUB","tax":1,"total":2,"#
            + #""transfer_id":60,"refund_id":61,"placed_at":"2026-01-01T00:00:00Z","#
            + #""paid_at":"2026-01-02T00:00:00Z","cancelled_at":"2026-01-03T00:00:00Z"}"#
        #expect(try text(.order(ann, OrderKey(50))) == placed)
        #expect(try ask(.order(bob, OrderKey(50))) == nil)
        #expect(try text(.orders(ann, .first)) == "[\(cancelled),\(placed)]")
        #expect(try text(.orders(bob, .first)) == "[]")
    }

    @Test func `a profile, also of somebody whose data is gone`() throws {
        #expect(
            try text(.me(ann))
                == #"{"id":3,"username":"ann","email":"ann@example.com","name":"Ann","#
                + #""roles":["user","admin"],"created_at":"2026-01-01T00:00:00Z"}"#
        )
        #expect(
            try text(.me(UserKey(9)))
                == #"{"id":9,"username":null,"email":null,"name":null,"roles":["user"],"#
                + #""created_at":"2026-01-02T00:00:00Z"}"#
        )
    }

    @Test func `a user is found by name, as the bearer writes it, unless deleted`() throws {
        try database.owner.script("UPDATE people.people SET username = 'Ann' WHERE user_id = 3")
        #expect(try text(.user(named: "ann", asker: bob)) == #"{"id":3,"username":"Ann"}"#)
        #expect(try ask(.user(named: "nobody", asker: bob)) == nil)
        try database.owner.script("UPDATE read.users SET state = 'deleted' WHERE user_id = 3")
        #expect(try ask(.user(named: "ann", asker: bob)) == nil)
    }
}

import Model
import Postgres
import TestSupport
import Testing

@testable import Queries

/// The exact bytes of lists that no other suite pins.
@Suite(.patient) struct ListingTests {
    private let fixture: QueryFixture

    init() throws {
        fixture = try QueryFixture()
    }

    private func text(_ question: Question) throws -> String? { try fixture.text(question) }

    @Test func `users are listed with roles and state, and null for erased data`() throws {
        try fixture.database.owner.script(
            "UPDATE read.users SET state = 'erased', position = 20 WHERE user_id = 9"
        )
        #expect(
            try text(.users(named: nil, .first))
                == #"[{"id":9,"username":null,"email":null,"name":null,"roles":["user"],"#
                + #""state":"erased","created_at":"2026-01-02T00:00:00Z"},"#
                + #"{"id":7,"username":"bob","email":"bob@example.com","name":null,"#
                + #""roles":["user"],"state":"active","created_at":"2026-01-02T00:00:00Z"},"#
                + #"{"id":3,"username":"ann","email":"ann@example.com","name":"Ann","#
                + #""roles":["user","admin"],"state":"active","#
                + #""created_at":"2026-01-01T00:00:00Z"}]"#
        )
        #expect(
            try text(.users(named: "bo", .first))
                == #"[{"id":7,"username":"bob","email":"bob@example.com","name":null,"#
                + #""roles":["user"],"state":"active","created_at":"2026-01-02T00:00:00Z"}]"#
        )
    }

    @Test func `25: commands are listed with the last retry and the body that is kept, or null`()
        throws
    {
        try fixture.database.owner.script(
            """
            CREATE SCHEMA jobs;
            CREATE TABLE jobs.commands (
                id bigint, command uuid, route text, subject bigint, actor bigint, outcome text,
                reason text, position bigint, received_at timestamptz, request text,
                is_kept boolean, retried_at timestamptz, retry_outcome text, retry_reason text,
                retry_position bigint
            );
            GRANT USAGE ON SCHEMA jobs TO tally_queries;
            GRANT SELECT ON jobs.commands TO tally_queries;
            INSERT INTO jobs.commands VALUES
                (1, '00000000-0000-0000-0000-00000000000a', 'transfer', 0, 3, 'done', NULL, 12,
                    '2026-01-01Z', '{"amount": "12.50"}', true, NULL, NULL, NULL, NULL),
                (2, '00000000-0000-0000-0000-00000000000b', 'hold', 7, 0, 'refused', 'sold-out',
                    NULL, '2026-01-02Z', '', true, '2026-01-03Z', NULL, NULL, NULL),
                (3, '00000000-0000-0000-0000-00000000000c', 'hold', 7, 3, 'failed', NULL, NULL,
                    '2026-01-04Z', repeat(' ', 2049), true, '2026-01-05Z', 'done', NULL, 15)
            """
        )
        let done =
            #"{"id":1,"command":"00000000-0000-0000-0000-00000000000a","route":"transfer","#
            + #""subject_id":null,"actor_id":3,"outcome":"done","reason":null,"position":12,"#
            + #""received_at":"2026-01-01T00:00:00Z","request":{"amount": "12.50"},"retryable":false,"retry":null}"#
        let refused =
            #"{"id":2,"command":"00000000-0000-0000-0000-00000000000b","route":"hold","#
            + #""subject_id":7,"actor_id":null,"outcome":"refused","reason":"sold-out","#
            + #""position":null,"received_at":"2026-01-02T00:00:00Z","request":null,"retryable":true,"#
            + #""retry":{"at":"2026-01-03T00:00:00Z","outcome":null,"reason":null,"#
            + #""position":null}}"#
        let failed =
            #"{"id":3,"command":"00000000-0000-0000-0000-00000000000c","route":"hold","#
            + #""subject_id":7,"actor_id":3,"outcome":"failed","reason":null,"#
            + #""position":null,"received_at":"2026-01-04T00:00:00Z","request":null,"retryable":false,"#
            + #""retry":{"at":"2026-01-05T00:00:00Z","outcome":"done","reason":null,"#
            + #""position":15}}"#
        #expect(try text(.commands(.all, .first)) == "[\(failed),\(refused),\(done)]")
        #expect(try text(.commands(.refused, .first)) == "[\(refused)]")
        let first = try #require(try fixture.ask(.commands(.all, fixture.page(0, 2))))
        #expect(first.hasNext)
    }

    @Test func `27: rows of a read model are counted, and estimated beyond 10,000`() throws {
        try fixture.database.owner.script(
            """
            DELETE FROM read.shops;
            DELETE FROM read.products;
            INSERT INTO read.shops
            SELECT id, 'Tea', 'Leaves', '', '2026-01-01Z', 40 FROM generate_series(1, 9999) AS id
            """
        )
        #expect(try rows(of: "catalog") == #""rows":9999,"rows_estimated":false"#)
        try fixture.database.owner.script(
            """
            INSERT INTO read.shops
            SELECT id, 'Tea', 'Leaves', '', '2026-01-01Z', 40 FROM generate_series(10000, 20000) AS id
            """
        )
        // PostgreSQL has not looked at the table yet.
        #expect(try rows(of: "catalog") == #""rows":10001,"rows_estimated":true"#)
        try fixture.database.owner.script("ANALYZE read.shops")
        #expect(try rows(of: "catalog") == #""rows":20000,"rows_estimated":true"#)
    }

    /// The members about the rows of a read model.
    private func rows(of name: String) throws -> String? {
        let body = try #require(try text(.projections(logEnd: 100, eventsPerSecond: 0)))
        let models = body.split(separator: "},")
        let model = try #require(models.first { $0.contains("\"name\":\"\(name)\"") })
        return model.firstMatch(of: #/"rows":\d+,"rows_estimated":(true|false)/#).map {
            String($0.output.0)
        }
    }

    @Test func `rates keep their decimals and microseconds`() throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.rates (base, quotes, quoted_at, position)
            SELECT 'USD', json_build_array(
                json_build_object('currency', 'RUB', 'rate', '92.50',
                    'quoted_at_us', 1767323045123457),
                json_build_object('currency', 'EUR', 'rate', '0.9', 'quoted_at_us',
                    1767323045000000)
            ), '2026-01-02Z', 5
            """
        )
        let body = try #require(try text(.rates(staleAfterSeconds: 1)))
        #expect(
            body.replacing(#/"age_seconds":\d+/#, with: #""age_seconds":0"#)
                == #"[{"currency":"EUR","rate":"0.9","quoted_at":"2026-01-02T03:04:05Z","#
                + #""age_seconds":0,"stale":true,"suspect":null},"#
                + #"{"currency":"RUB","rate":"92.50","quoted_at":"2026-01-02T03:04:05.123457Z","#
                + #""age_seconds":0,"stale":true,"suspect":null}]"#
        )
        #expect(try text(.currencies(default: .usd)) == #"["EUR","RUB","USD"]"#)
    }

    @Test func `a null in a column that is never null is an error, not a null in JSON`() throws {
        try fixture.database.owner.script(
            """
            ALTER TABLE read.shops ALTER COLUMN site DROP NOT NULL;
            INSERT INTO read.shops VALUES (40, 'Tea', 'Leaves', NULL, '2026-01-01Z', 40)
            """
        )
        #expect(throws: PostgresError.decoding("a list's column site is null")) {
            try text(.shops(.first))
        }
    }

    @Test func `every column of every list has a name of its own and an expression`() {
        for listing in [
            Listing.holds, .transactions, .availability, .shops, .catalog, .services, .orders,
            .rates, .currencies, .activity, .profile, .users, .userByName, .commands, .projections,
        ] {
            let names = listing.columns.map { "\($0.name)" }
            #expect(Set(names).count == names.count)
            #expect(listing.columns.first?.isNullable == false)
        }
    }
}

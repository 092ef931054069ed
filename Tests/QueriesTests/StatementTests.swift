import Postgres
import Testing

@testable import Model
@testable import Queries

@Suite struct StatementTests {
    private let fixture: QueryFixture
    /// 2026-01-02 and 2026-01-03, 00:00 UTC.
    private let day: Int64 = 1_767_312_000_000_000
    private let next: Int64 = 1_767_398_400_000_000

    init() throws {
        fixture = try QueryFixture()
        try fixture.database.owner.script(
            """
            INSERT INTO log.batches VALUES
                (40, 1, sha256(''), sha256(''), '2026-01-02 05:00Z'),
                (41, 41, sha256(''), sha256(''), '2026-01-03Z');
            INSERT INTO read.transactions VALUES
                (5, 'opening_grant', -1, 3, 100000, 'RUB', NULL, NULL, 'posted', '2026-01-01Z'),
                (8, 'transfer', 3, 7, 5000, 'RUB', '=1+1', NULL, 'posted', '2026-01-02 05:00Z'),
                (11, 'transfer', 3, 7, 250, 'RUB', 'tea, "green"', NULL, 'posted', '2026-01-02Z'),
                (13, 'transfer', 9, 3, 7, 'RUB', NULL, NULL, 'posted', '2026-01-02 01:00Z'),
                (15, 'transfer', 9, 3, 7, 'EUR', NULL, NULL, 'posted', '2026-01-02 01:00Z'),
                (30, 'transfer', 7, 3, 1, 'RUB', NULL, NULL, 'posted', '2026-01-03Z');
            INSERT INTO read.pending_transfers VALUES
                (8, 3, 7, 6000, 'RUB', '=1+1', 'posted', 5000, '2026-02-01Z', '2026-01-01Z',
                    '2026-01-02 05:00Z', 20),
                (31, 3, 7, 6000, 'RUB', NULL, 'pending', NULL, '2026-02-01Z', '2026-01-02Z',
                    NULL, NULL)
            """
        )
    }

    private func ask(_ format: StatementPeriod.Format) throws -> Answer {
        let period = StatementPeriod(
            currency: .rub,
            digits: 2,
            from: day,
            to: next,
            format: format
        )
        return try #require(try fixture.ask(.statement(QueryFixture.ann, period)))
    }

    @Test
    func `a statement has the lines of its period and currency, in the order in which money moved`()
        throws
    {
        let answer = try ask(.json)
        #expect(answer.media == .json)
        #expect(answer.asOf == 40)
        #expect(
            answer.text
                == #"{"currency":"RUB","from":"2026-01-02T00:00:00Z","to":"2026-01-03T00:00:00Z","#
                + #""opening_balance":100000,"lines":["#
                + #"{"id":11,"timestamp":"2026-01-02T00:00:00Z","type":"transfer","#
                + #""counterparty_id":7,"counterparty":"bob","amount":-250,"balance":99750,"#
                + #""memo":"tea, \"green\""},"#
                + #"{"id":13,"timestamp":"2026-01-02T01:00:00Z","type":"transfer","#
                + #""counterparty_id":9,"counterparty":null,"amount":7,"balance":99757,"#
                + #""memo":null},"#
                + #"{"id":8,"timestamp":"2026-01-02T05:00:00Z","type":"transfer","#
                + #""counterparty_id":7,"counterparty":"bob","amount":-5000,"balance":94757,"#
                + #""memo":"=1+1"}],"closing_balance":94757,"position":40}"#
        )
    }

    @Test func `a statement in CSV has the same lines with exact decimals, and a file name`() throws
    {
        let answer = try ask(.csv)
        #expect(
            answer.media
                == .csv(fileName: "statement-RUB-20260102T000000Z-20260103T000000Z.csv")
        )
        #expect(
            answer.text == """
                id,timestamp,type,counterparty_id,counterparty,amount,balance,currency,memo\r
                ,2026-01-02T00:00:00Z,opening_balance,,,,1000.00,RUB,\r
                11,2026-01-02T00:00:00Z,transfer,7,bob,-2.50,997.50,RUB,"tea, ""green""\"\r
                13,2026-01-02T01:00:00Z,transfer,9,,0.07,997.57,RUB,\r
                8,2026-01-02T05:00:00Z,transfer,7,bob,-50.00,947.57,RUB,'=1+1\r
                ,2026-01-03T00:00:00Z,closing_balance,,,,947.57,RUB,\r

                """
        )
    }

    @Test(arguments: [(StatementQuery.limit, true), (StatementQuery.limit + 1, false)])
    func `a statement with too many lines is refused`(lines: Int, isAnswered: Bool) throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.transactions
            SELECT n, 'transfer', 9, 7, 1, 'EUR', NULL, NULL, 'posted', '2026-01-02Z'
            FROM generate_series(1000, 999 + \(lines)) AS n
            """
        )
        let period = StatementPeriod(
            currency: .eur,
            digits: 2,
            from: day,
            to: next,
            format: .json
        )
        let reading = try QueryRunner.answer(
            .statement(QueryFixture.bob, period),
            fixture.database.queries
        )
        switch reading {
        case .found: #expect(isAnswered)
        case .notFound, .lacking: Issue.record("not found")
        case .refused(let refusal, let position):
            #expect(!isAnswered)
            #expect(refusal.parameter == "from")
            #expect(position == 100)
        }
    }
}

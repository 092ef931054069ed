import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Queries

@Suite(.patient) struct ReportTests {
    private let fixture: QueryFixture
    private let ann = QueryFixture.ann

    init() throws {
        fixture = try QueryFixture()
    }

    /// Asks in a transaction of the owner, in which `now()` does not change.
    private func text(_ question: Question, after sql: String) throws -> String? {
        let owner = fixture.database.owner
        try owner.script("BEGIN; \(sql)")
        defer { _ = try? owner.script("ROLLBACK") }
        guard case .found(let answer) = try QueryRunner.answer(question, owner) else { return nil }
        return answer.text
    }

    private struct Hour: Decodable, Equatable {
        let hour: String
        let count: Int64
    }

    @Test
    func `the chart has 24 hours, the current one last, and zero for hours without transfers`()
        throws
    {
        let body = try #require(
            try text(
                .activity,
                after: """
                    INSERT INTO read.transaction_hours
                    SELECT date_trunc('hour', now(), 'UTC') - n * interval '1 hour', n + 1, 1
                    FROM unnest(ARRAY[-1, 0, 2, 23, 24]) AS n
                    """
            )
        )
        let hours = try decoded([Hour].self, from: Array(body.utf8))
        #expect(hours.map(\.count) == [24] + Array(repeating: 0, count: 20) + [3, 0, 1])
        let names = hours.compactMap { Int($0.hour.prefix(2)) }
        #expect(hours.allSatisfy { $0.hour.count == 5 && $0.hour.hasSuffix(":00") })
        #expect(zip(names, names.dropFirst()).allSatisfy { ($0 + 1) % 24 == $1 })
    }

    @Test func `refunds of the last days are summed by currency`() throws {
        let sql = """
            INSERT INTO read.transactions
            SELECT row_number() OVER (), t.type, -1, t.receiver, t.amount, t.currency, NULL, NULL,
                'posted', now() - t.age
            FROM (VALUES
                ('refund', 3, 10, 'RUB', interval '1 day'),
                ('adjustment_refund', 3, 20, 'RUB', interval '6 days 23 hours'),
                ('adjustment_refund', 3, 5, 'EUR', interval '0'),
                ('refund', 3, 400, 'RUB', interval '7 days'),
                ('stock', 3, 800, 'RUB', interval '1 day'),
                ('refund', 7, 1600, 'RUB', interval '1 day')
            ) AS t (type, receiver, amount, currency, age)
            """
        #expect(
            try text(.refunds(ann, days: 7), after: sql)
                == #"{"days":7,"refunds":[{"currency":"EUR","amount":5,"count":1},"#
                + #"{"currency":"RUB","amount":30,"count":2}]}"#
        )
        #expect(
            try text(.refunds(ann, days: 366), after: sql)?.contains(#""amount":430,"count":3"#)
                == true
        )
        #expect(try fixture.text(.refunds(ann, days: 1)) == #"{"days":1,"refunds":[]}"#)
    }

    @Test func `a sum of refunds beyond 64 bits is written in full`() throws {
        let sql = """
            INSERT INTO read.transactions
            SELECT n, 'refund', -2, 3, 9223372036854775807, 'RUB', NULL, NULL, 'posted', now()
            FROM generate_series(1, 3) AS n
            """
        #expect(
            try text(.refunds(ann, days: 7), after: sql)
                == #"{"days":7,"refunds":[{"currency":"RUB","amount":27670116110564327421,"count":3}]}"#
        )
    }

    private static let quotes = """
        INSERT INTO read.rates
        SELECT 'USD', json_build_array(
            json_build_object('currency', 'EUR', 'rate', '0.92', 'quoted_at_us',
                (extract(epoch FROM now()) * 1000000)::bigint - 301000000),
            json_build_object('currency', 'RUB', 'rate', '81.5', 'quoted_at_us',
                (extract(epoch FROM now()) * 1000000)::bigint - 300000000),
            json_build_object('currency', 'TRY', 'rate', '34', 'quoted_at_us',
                (extract(epoch FROM now()) * 1000000)::bigint + 5000000)
        ), now(), 9
        """

    private struct Rate: Decodable {
        let currency: String
        let rate: String
        let ageSeconds: Int64
        let stale: Bool
    }

    @Test func `a rate is stale once it is older than the limit`() throws {
        let body = try #require(try text(.rates(staleAfterSeconds: 300), after: Self.quotes))
        let rates = try decoded([Rate].self, from: Array(body.utf8))
        #expect(
            rates.map { "\($0.currency) \($0.rate) \($0.ageSeconds) \($0.stale)" } == [
                "EUR 0.92 301 true", "RUB 81.5 300 false", "TRY 34 0 false",
            ]
        )
        #expect(body.contains(#""quoted_at":"20"#))
    }

    @Test func `currencies are those with a rate, and the default one`() throws {
        #expect(try fixture.text(.currencies(default: .rub)) == #"["RUB"]"#)
        #expect(
            try text(.currencies(default: .rub), after: Self.quotes) == #"["EUR","RUB","TRY"]"#
        )
    }

    @Test func `only listed services are shown, ordered by name`() throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.services VALUES
                ('a', 'Wash', 'By hand', 'listed', 1), ('b', 'Clean', '', 'listed', 2),
                ('c', 'Iron', '', 'delisted', 3)
            """
        )
        #expect(
            try fixture.text(.services(.first))
                == #"[{"id":"b","name":"Clean","description":""},"#
                + #"{"id":"a","name":"Wash","description":"By hand"}]"#
        )
        let first = try #require(try fixture.ask(.services(try fixture.page(0, 1))))
        #expect(first.hasNext)
        let second = try #require(try fixture.ask(.services(try fixture.page(1, 1))))
        #expect(second.text.contains(#""id":"a""#))
        #expect(!second.hasNext)
    }

    private struct ReadModelRow: Decodable {
        let name: String
        let position: Int64
        let lag: Int64
        let eventsPerSecond: Int
        let generation: Int64
        let error: String?
        let errorPosition: Int64?
        let bytes: Int64?
        let rows: Int64?
    }

    @Test func `a read model ahead of the known end of the log has no lag`() throws {
        let answer = try #require(
            try fixture.ask(.projections(logEnd: 5, eventsPerSecond: 0))
        )
        let rows = try decoded([ReadModelRow].self, from: answer.body)
        #expect(rows.allSatisfy { $0.lag == 0 })
    }

    @Test func `every read model shows its position, its error and its size`() throws {
        try fixture.database.owner.script(
            """
            UPDATE read.checkpoints SET position = 60, error = 'no', error_position = 61
            WHERE name = 'catalog';
            INSERT INTO read.shops VALUES (1, 'a', '', '', '2026-01-01Z', 1)
            """
        )
        let question = Question.projections(logEnd: 110, eventsPerSecond: 12)
        let answer = try #require(try fixture.ask(question))
        let rows = try decoded([ReadModelRow].self, from: answer.body)
        #expect(rows.map(\.name) == ReadModel.allCases.map(\.rawValue).sorted())
        for row in rows {
            let isStopped = row.name == "catalog"
            #expect(row.position == (isStopped ? 60 : 100))
            #expect(row.lag == (isStopped ? 50 : 10))
            #expect(row.eventsPerSecond == (isStopped ? 0 : 12))
            #expect(row.error == (isStopped ? "no" : nil))
            #expect(row.errorPosition == (isStopped ? 61 : nil))
            #expect(row.generation == 1)
            // The fixture has three users.
            #expect(row.rows == (isStopped ? 1 : row.name == "users" ? 3 : 0))
            #expect((row.bytes ?? 0) > 0)
        }
    }
}

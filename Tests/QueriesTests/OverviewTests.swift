import Model
import Postgres
import TestSupport
import Testing

@testable import Cache
@testable import Queries

@Suite(.patient) struct OverviewTests {
    private let fixture: QueryFixture
    private let question = Question.overview(version: "9.8.7", staleAfterSeconds: 300)

    init() throws {
        fixture = try QueryFixture()
    }

    private struct Overview: Decodable {
        let position: Int64
        let version: String
        let totals: [String: Int64]
        let kinds: [Kind]
        let hours: [Hour]
        let readModels: [Model]
        let rates: Rates
    }

    private struct Kind: Decodable {
        let type: String
        let currency: String
        let count: Int64
        let amount: Int64
    }

    private struct Hour: Decodable {
        let hour: String
        let count: Int64
    }

    private struct Model: Decodable {
        let name: String
        let position: Int64
        let lagEvents: Int64
        let lagSeconds: Int64
    }

    private struct Rates: Decodable {
        let count: Int64
        let quotedAt: String?
        let stale: Bool
    }

    /// Asks in a transaction of the owner, in which `now()` does not change.
    private func overview(
        after sql: String = "",
        _ progress: LogProgress = LogProgress()
    ) throws -> Overview {
        let owner = fixture.database.owner
        try owner.script("BEGIN; \(sql)")
        defer { _ = try? owner.script("ROLLBACK") }
        guard case .found(let answer) = try QueryRunner.answer(question, owner, progress) else {
            throw PostgresError.decoding("not found")
        }
        return try decoded(Overview.self, from: answer.body)
    }

    @Test func `without any event every member is there and zero`() throws {
        let overview = try overview()
        #expect(overview.position == 100)
        #expect(overview.version == "9.8.7")
        #expect(overview.totals == ["users": 0, "transfers": 0, "holds": 0, "orders": 0])
        #expect(overview.kinds.isEmpty)
        #expect(overview.hours.count == 24)
        #expect(overview.rates.count == 0)
        #expect(overview.rates.quotedAt == nil)
        #expect(!overview.rates.stale)
    }

    @Test func `totals are the counts of the read models`() throws {
        let overview = try overview(
            after: """
                INSERT INTO read.counters VALUES ('users', 12, 1), ('holds', 20, 1), ('orders', 7, 1);
                INSERT INTO read.transfer_totals VALUES ('transfer', 'RUB', 300, '125000', 1),
                    ('payment', 'USD', 1, '5', 1), ('payment', 'RUB', 39, '70', 1)
                """
        )
        #expect(overview.totals == ["users": 12, "transfers": 340, "holds": 20, "orders": 7])
        #expect(
            overview.kinds.map { "\($0.type) \($0.currency) \($0.count) \($0.amount)" } == [
                "payment RUB 39 70", "payment USD 1 5", "transfer RUB 300 125000",
            ]
        )
    }

    @Test func `an amount beyond 64 bits is written in full`() throws {
        try fixture.database.owner.script(
            "INSERT INTO read.transfer_totals VALUES ('transfer', 'RUB', 3, '27670116110564327421', 1)"
        )
        let text = try #require(try fixture.text(question))
        #expect(text.contains(#""count":3,"amount":27670116110564327421}"#))
    }

    @Test
    func `the last 24 hours are shown, the current one last, and zero for hours without transfers`()
        throws
    {
        let overview = try overview(
            after: """
                INSERT INTO read.transaction_hours
                SELECT date_trunc('hour', now(), 'UTC') - n * interval '1 hour', n + 1, 1
                FROM unnest(ARRAY[-1, 0, 2, 23, 24]) AS n
                """
        )
        #expect(overview.hours.map(\.count) == [24] + Array(repeating: 0, count: 20) + [3, 0, 1])
        #expect(overview.hours.allSatisfy { $0.hour.hasSuffix(":00:00Z") })
        #expect(overview.hours.map(\.hour) == overview.hours.map(\.hour).sorted())
    }

    @Test(arguments: [(300, false), (301, true), (-5, false)])
    func `rates are stale if the newest quote is too old`(age: Int, isStale: Bool) throws {
        let overview = try overview(
            after: """
                INSERT INTO read.rates VALUES ('USD', '[{"currency": "EUR"}, {"currency": "RUB"}]',
                    now() - interval '\(age) seconds', 9)
                """
        )
        #expect(overview.rates.count == 2)
        #expect(overview.rates.quotedAt?.hasPrefix("20") == true)
        #expect(overview.rates.stale == isStale)
    }

    @Test func `every read model shows its position and for how long it has been behind`() throws {
        var confirmation = Confirmation(now: 0)
        var positions = ReadPositions(all: LogPosition(110))
        confirmation.confirm(positions, logEnd: 110, at: 1_000)
        positions[.catalog] = 60
        confirmation.confirm(positions, logEnd: 110, at: 8_500)
        let overview = try overview(
            after: """
                UPDATE read.checkpoints SET position = 110;
                UPDATE read.checkpoints SET position = 60 WHERE name = 'catalog'
                """,
            confirmation.progress
        )
        #expect(overview.readModels.map(\.name) == ReadModel.allCases.map(\.rawValue).sorted())
        for model in overview.readModels {
            let isBehind = model.name == "catalog"
            #expect(model.position == (isBehind ? 60 : 110))
            #expect(model.lagEvents == (isBehind ? 50 : 0))
            #expect(model.lagSeconds == (isBehind ? 7 : 0))
        }
    }

    @Test func `the log's end is the one of the latest look, by any thread`() {
        var confirmation = Confirmation(now: 5)
        #expect(confirmation.progress == LogProgress())
        confirmation.confirm(ReadPositions(), logEnd: 9, at: 2_010)
        confirmation.confirm(ReadPositions(), logEnd: 8, at: 2_000)
        #expect(confirmation.progress.end == 9)
        #expect(confirmation.progress.lagSeconds[.totals] == 2)
        // A later look shows that a server has lost the end of the log.
        confirmation.confirm(ReadPositions(), logEnd: 4, at: 2_011)
        #expect(confirmation.progress.end == 4)
    }
}

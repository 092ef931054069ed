import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Queries

@Suite(.patient) struct AsOfTests {
    private static let accounts: [Int64] = [3, 7]

    private let fixture: QueryFixture
    private var database: QueryDatabase { fixture.database }

    init() throws {
        fixture = try QueryFixture()
    }

    private func history(_ seed: UInt64) throws -> RandomHistory {
        let history = RandomHistory(seed: seed, accounts: Self.accounts, commands: 120)
        try database.owner.script(history.sql.joined(separator: ";\n"))
        try database.advance(to: history.end)
        return history
    }

    private func ask(_ question: Question) throws -> Answer {
        guard case .found(let answer) = try read(question, closed: .max) else {
            throw CocoaError(.coderValueNotFound)
        }
        return answer
    }

    /// `time`: the node knows everything that was recorded before it.
    private func read(_ question: Question, closed time: Int64) throws -> QueryResult {
        let closed = ClosedMoment(before: time, at: .start)
        return try QueryRunner.answer(question, database.queries, closed: closed)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `balances at every position and time equal the fold of the history`(seed: UInt64) throws {
        let history = try history(seed)
        for account in Self.accounts {
            let user = UserID(account)
            for position in 0...history.end {
                let answer = try ask(.balancesAsOf(user, .position(LogPosition(position))))
                // Inside a command, the balances before it.
                let whole = history.whole(position)
                let expected = BalanceView.answer(history.balances(of: account, at: whole), at: 0)
                #expect(answer.text == expected.text, "position \(position)")
                #expect(answer.position.rawValue == history.end)
                #expect(answer.asOf?.rawValue == whole)
            }
            for time in Set(history.times) {
                let answer = try ask(.balancesAsOf(user, .time(time)))
                let last = Int64(history.times.count { $0 <= time })
                let found = try decoded([Balance].self, from: answer.body)
                let expected = history.balances(of: account, at: last)
                #expect(found.map(\.currency) == expected.map(\.currency.code))
                #expect(found.map(\.available) == expected.map(\.available))
                #expect(found.map(\.pending) == expected.map(\.pending))
                #expect(answer.asOf?.rawValue == last)
                // The position that it names has the same balances.
                guard let position = found.first?.position else { continue }
                let again = try ask(.balancesAsOf(user, .position(LogPosition(position))))
                #expect(again.text == answer.text)
            }
        }
    }

    @Test(arguments: [4, 5] as [UInt64])
    func `a statement's lines add up from its opening to its closing balance`(seed: UInt64) throws {
        let history = try history(seed)
        let times = Set(history.times).sorted()
        for from in times {
            for to in times where to >= from && (to - from) % 7 == 0 {
                for currency in [Currency.rub, .eur] {
                    let statement = try statement(UserID(3), currency, from, to)
                    var balance = statement.openingBalance
                    for line in statement.lines {
                        balance += line.amount
                        #expect(line.balance == balance)
                    }
                    #expect(statement.closingBalance == balance)
                    #expect(statement.openingBalance == booked(history, currency, before: from))
                    #expect(statement.closingBalance == booked(history, currency, before: to))
                    #expect(
                        statement.lines.map(\.timestamp).sorted()
                            == statement.lines.map(\.timestamp)
                    )
                }
            }
        }
    }

    private func booked(
        _ history: RandomHistory,
        _ currency: Currency,
        before time: Int64
    ) -> Int64 {
        let last = Int64(history.times.count { $0 < time })
        let entry = history.balances(of: 3, at: last).first { $0.currency == currency }
        return (entry?.available ?? 0) + (entry?.pending ?? 0)
    }

    private func statement(
        _ user: UserID,
        _ currency: Currency,
        _ from: Int64,
        _ to: Int64
    ) throws -> StatementBody {
        let period = StatementPeriod(
            currency: currency,
            digits: 2,
            from: from,
            to: to,
            format: .json
        )
        let answer = try ask(.statement(user, period))
        return try decoded(StatementBody.self, from: answer.body)
    }

    @Test func `a position that the read model has not reached is waited for`() throws {
        let reading = try read(.balancesAsOf(UserID(3), .position(101)), closed: 0)
        #expect(reading == .lacking(until: 101, at: 100))
    }

    @Test func `a time is over when a later event was recorded or when the node knows that it is`()
        throws
    {
        let history = try history(6)
        let last = try #require(history.times.last)
        let user = UserID(3)
        let period = StatementPeriod(currency: .rub, digits: 2, from: 0, to: last, format: .json)
        // More may be recorded at the last time itself, but nothing before it.
        for question in [Question.balancesAsOf(user, .time(last - 1)), .statement(user, period)] {
            guard case .found = try read(question, closed: 0) else {
                Issue.record("\(question) is not over")
                continue
            }
        }
        let present = Question.balancesAsOf(user, .time(last))
        let end = LogPosition(history.end)
        #expect(try read(present, closed: last) == .lacking(until: end, at: end))
        guard case .found = try read(present, closed: last + 1) else {
            Issue.record("the node's knowledge counts for nothing")
            return
        }
        // The node knows of more than the database shows, as when a standby answers.
        let ahead = ClosedMoment(before: last + 1, at: LogPosition(history.end + 2))
        #expect(
            try QueryRunner.answer(present, database.queries, closed: ahead)
                == .lacking(until: LogPosition(history.end + 2), at: end)
        )
    }

    @Test func `a read model without all events of the moment is waited for`() throws {
        let history = try history(7)
        let time = history.times[history.times.count / 2]
        let needed = LogPosition(Int64(history.times.count { $0 <= time }))
        let user = UserID(3)
        let period = StatementPeriod(
            currency: .rub,
            digits: 2,
            from: 0,
            to: time + 1,
            format: .json
        )
        for question in [Question.balancesAsOf(user, .time(time)), .statement(user, period)] {
            try database.advance(to: needed.rawValue - 1)
            let early = LogPosition(needed.rawValue - 1)
            #expect(try read(question, closed: .max) == .lacking(until: needed, at: early))
            try database.advance(to: needed.rawValue)
            let answer = try ask(question)
            try database.advance(to: history.end)
            #expect(try ask(question).text == answer.text)
        }
    }

    @Test func `balances at a time count a reservation as pending up to its deadline`() throws {
        try database.owner.script(
            """
            INSERT INTO log.batches VALUES (6, 1, sha256(''), sha256(''), '2026-01-01Z');
            INSERT INTO read.transactions VALUES
                (1, 'opening_grant', -1, 3, 1000, 'RUB', NULL, NULL, 'posted', '2026-01-01Z');
            INSERT INTO read.pending_transfers VALUES
                (5, 3, 7, 300, 'RUB', NULL, 'pending', NULL, '2026-02-01Z', '2026-01-01Z', NULL, NULL)
            """
        )
        let deadline = 1_769_904_000_000_000 as Int64
        let user = UserID(3)
        let pending =
            #"[{"currency":"RUB","available":700,"pending":300,"position":6}]"#
        #expect(try ask(.balancesAsOf(user, .time(deadline - 1))).text == pending)
        #expect(try ask(.balancesAsOf(user, .position(6))).text == pending)
        #expect(
            try ask(.balancesAsOf(user, .time(deadline))).text
                == #"[{"currency":"RUB","available":1000,"pending":0,"position":6}]"#
        )
    }

    @Test func `a wallet without any transfer has zero in its currency`() throws {
        try database.owner.script(
            """
            INSERT INTO log.events
                (position, stream, version, type, schema, data, command, actor, recorded_at)
            VALUES (5, 'account-3', 1, 'account.opened', 1, '{"owner":3,"currency":"RUB"}',
                gen_random_uuid(), 0, '2026-01-01Z')
            """
        )
        #expect(try ask(.balancesAsOf(UserID(3), .position(4))).text == "[]")
        #expect(
            try ask(.balancesAsOf(UserID(3), .position(5))).text
                == #"[{"currency":"RUB","available":0,"pending":0,"position":5}]"#
        )
    }

    private struct Balance: Decodable {
        let currency: String
        let available: Int64
        let pending: Int64
        let position: Int64
    }

    private struct StatementBody: Decodable {
        struct Line: Decodable {
            let timestamp: String
            let amount: Int64
            let balance: Int64
        }

        let openingBalance: Int64
        let lines: [Line]
        let closingBalance: Int64
    }
}

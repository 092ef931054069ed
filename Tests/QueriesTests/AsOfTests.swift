import Foundation
import Postgres
import Testing

@testable import Queries

@Suite struct AsOfTests {
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
        guard case .found(let answer) = try QueryRunner.answer(question, database.queries) else {
            throw CocoaError(.coderValueNotFound)
        }
        return answer
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `balances as of every position and time are a fold of the history`(seed: UInt64) throws {
        let history = try history(seed)
        for account in Self.accounts {
            let user = UserKey(account)
            for position in 0...history.end {
                let answer = try ask(.balancesAsOf(user, .position(ReadPosition(position))))
                let expected = BalancesView(history.balances(of: account, at: position))
                #expect(answer.text == expected.answer(at: 0).text, "position \(position)")
                #expect(answer.position.rawValue == history.end)
            }
            for time in Set(history.times) {
                let answer = try ask(.balancesAsOf(user, .time(time)))
                let last = Int64(history.times.count { $0 <= time })
                let found = try decoded([Balance].self, from: answer.body)
                let expected = history.balances(of: account, at: last)
                #expect(found.map(\.currency) == expected.map(\.currency.code))
                #expect(found.map(\.available) == expected.map(\.available))
                #expect(found.map(\.pending) == expected.map(\.pending))
                // The position that it names says the same.
                guard let position = found.first?.position else { continue }
                let again = try ask(.balancesAsOf(user, .position(ReadPosition(position))))
                #expect(again.text == answer.text)
            }
        }
    }

    @Test(arguments: [4, 5] as [UInt64])
    func `a statement leads from the balance before to the balance after`(seed: UInt64) throws {
        let history = try history(seed)
        let times = Set(history.times).sorted()
        for from in times {
            for to in times where to >= from && (to - from) % 7 == 0 {
                for currency in [CurrencyCode.rub, .eur] {
                    let statement = try statement(UserKey(3), currency, from, to)
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
        _ currency: CurrencyCode,
        before time: Int64
    ) -> Int64 {
        let last = Int64(history.times.count { $0 < time })
        let entry = history.balances(of: 3, at: last).first { $0.currency == currency }
        return (entry?.available ?? 0) + (entry?.pending ?? 0)
    }

    private func statement(
        _ user: UserKey,
        _ currency: CurrencyCode,
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

    @Test func `a position that is not reached is refused with the one that is`() throws {
        let reading = try QueryRunner.answer(
            .balancesAsOf(UserKey(3), .position(101)),
            database.queries
        )
        guard case .refused(let refusal, let position) = reading else {
            Issue.record("answered: \(reading)")
            return
        }
        #expect(position == 100)
        #expect(refusal.parameter == "at")
        #expect(refusal.detail.contains("100"))
    }

    @Test func `a wallet that no money has come to has nothing, in its currency`() throws {
        try database.owner.script("INSERT INTO read.balances VALUES (3, 'RUB', 0, 0, 5)")
        #expect(try ask(.balancesAsOf(UserKey(3), .position(4))).text == "[]")
        #expect(
            try ask(.balancesAsOf(UserKey(3), .position(5))).text
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

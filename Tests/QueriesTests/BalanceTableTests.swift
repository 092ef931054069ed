import Model
import TestSupport
import Testing

@testable import Cache
@testable import Queries

@Suite(.patient) struct BalanceTableTests {
    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `the table holds the same balances as a dictionary`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var table = BalanceTable()
        var dictionary: [BalanceRow.Key: BalanceRow] = [:]
        for step in 1...20_000 {
            let entry = BalanceRow.of(
                Int64.random(in: 1...5_000, using: &generator),
                Int64(step),
                at: LogPosition(Int64(step)),
                in: Bool.random(using: &generator) ? .rub : .eur
            )
            table.set(entry)
            dictionary[BalanceRow.Key(account: entry.account, currency: entry.currency)] = entry
        }
        #expect(table.count == dictionary.count)
        for (key, entry) in dictionary {
            #expect(table.find(key.account, key.currency) == entry)
        }
        #expect(table.find(AccountID(5_001), .rub) == nil)
    }

    @Test func `a balance takes at most 100 bytes`() {
        var table = BalanceTable()
        for user in 1...100_000 as ClosedRange<Int64> { table.set(.of(user, 1, at: 1)) }
        #expect(table.count == 100_000)
        #expect(table.byteCount <= 100_000 * 100)
    }
}

import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct TransactionProjectorTests {
    @Test(arguments: [nil, "lunch", "\"quoted\" \\ and ü"] as [String?])
    func `a transfer is one row, from its debit leg`(memo: String?) throws {
        var history = History()
        let sender = AccountID(of: history.register(grant: 0))
        let receiver = AccountID(of: history.register(grant: 0))
        let id = history.transfer(from: sender, to: receiver, 12, memo: memo)
        let rows = try fold(TransactionProjector.self, history.events)
        #expect(
            rows == [
                id: TransactionRow(
                    id: id,
                    kind: .transfer,
                    sender: sender,
                    receiver: receiver,
                    amount: Money(12, .rub),
                    memo: memo,
                    order: nil,
                    recordedAt: history.now,
                    position: LogPosition(id.rawValue),
                    exchange: nil,
                    rate: nil
                )
            ]
        )
    }

    @Test func `21: both movements of an exchange name the sale, whether or not their events do`()
        throws
    {
        var history = History()
        let user = AccountID(of: history.register(grant: 1_000))
        let rate = try #require(ExactDecimal("0.0108"))
        var expected: [TransferID: ExactDecimal?] = [:]
        for isNamed in [true, false] {
            let sale = TransferID(Int64(history.events.count + 1))
            let terms = isNamed ? ExchangeTerms(sale: sale, rate: rate) : nil
            for (offset, from, to) in [(0, user, AccountID.liquidity), (2, .liquidity, user)] {
                let id = TransferID(sale.rawValue + Int64(offset))
                func posting(_ other: AccountID) -> Posting {
                    Posting(
                        transfer: id,
                        kind: .exchange,
                        counterparty: other,
                        amount: Money(5, offset == 0 ? .rub : .usd),
                        exchange: terms
                    )
                }
                history.command(.account(from), .account(.debited(posting(to))))
                history.command(.account(to), .account(.credited(posting(from))))
                expected[id] = isNamed ? rate : .some(nil)
            }
        }
        let rows = try fold(TransactionProjector.self, history.events)
        for (id, rate) in expected {
            let row = try #require(rows[id])
            #expect(row.exchange == (row.sender == user ? id : TransferID(id.rawValue - 2)))
            #expect(row.rate == rate)
        }
    }

    @Test func `an opening grant comes from the house`() throws {
        var history = History()
        let user = history.register(grant: 700)
        let rows = try fold(TransactionProjector.self, history.events)
        #expect(rows.count == 1)
        let row = try #require(rows[TransferID(5)])
        #expect(row.kind == .openingGrant)
        #expect(row.sender == .house)
        #expect(row.receiver == AccountID(of: user))
    }
}

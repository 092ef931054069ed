import Events
import Testing

@testable import Model
@testable import Projections

@Suite struct TransactionProjectorTests {
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
                    recordedAt: history.now
                )
            ]
        )
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

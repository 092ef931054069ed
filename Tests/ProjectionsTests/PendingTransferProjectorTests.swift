import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct PendingTransferProjectorTests {
    private struct Prepared {
        var history = History()
        let parties: TransferParties
        let transfer: TransferID

        init(amount: Int64 = 300) {
            let sender = AccountID(of: history.register(grant: 1_000))
            let receiver = AccountID(of: history.register(grant: 0))
            parties = TransferParties(sender: sender, receiver: receiver)
            transfer = history.reserve(from: sender, to: receiver, amount, memo: "rent")
        }

        var row: PendingTransferRow? {
            get throws { try fold(PendingTransferProjector.self, history.events)[transfer] }
        }

        func balance(_ account: AccountID) throws -> BalanceRow? {
            let key = BalanceRow.Key(account: account, currency: .rub)
            return try fold(BalanceProjector.self, history.events)[key]
        }
    }

    @Test func `reserved money is pending, not available, and not yet a transaction`() throws {
        let prepared = Prepared()
        #expect(
            try prepared.row
                == PendingTransferRow(
                    transfer: prepared.transfer,
                    parties: prepared.parties,
                    amount: Money(300, .rub),
                    memo: "rent",
                    state: .pending,
                    postedAmount: nil,
                    // The deadline is one hour after the previous command.
                    expiresAt: History.time(2 + 3_600),
                    createdAt: History.time(3),
                    endedAt: nil,
                    endedPosition: nil
                )
        )
        let balance = try prepared.balance(prepared.parties.sender)
        #expect(balance?.available == 700)
        #expect(balance?.pending == 300)
        #expect(balance?.position.rawValue == prepared.transfer.rawValue + 1)
        let transactions = try fold(TransactionProjector.self, prepared.history.events)
        #expect(transactions[prepared.transfer] == nil)
    }

    @Test(arguments: [300, 120] as [Int64])
    func `a posted transfer is a transaction with the same id, and the rest is available again`(
        amount: Int64
    ) throws {
        var prepared = Prepared()
        prepared.history.post(prepared.transfer, amount)
        let row = try #require(try prepared.row)
        #expect(row.state == .posted)
        #expect(row.postedAmount == amount)
        #expect(row.amount == Money(300, .rub))
        #expect(row.endedAt == History.time(4))
        #expect(row.endedPosition == prepared.history.events.last?.position)
        let sender = try prepared.balance(prepared.parties.sender)
        #expect(sender?.available == 1_000 - amount)
        #expect(sender?.pending == 0)
        #expect(try prepared.balance(prepared.parties.receiver)?.available == amount)
        let transactions = try fold(TransactionProjector.self, prepared.history.events)
        let transaction = try #require(transactions[prepared.transfer])
        #expect(transaction.amount == Money(amount, .rub))
        #expect(transaction.memo == "rent")
    }

    @Test(arguments: [(false, PendingTransferState.voided), (true, .expired)])
    func `a voided or expired transfer releases the whole amount`(
        isExpired: Bool,
        state: PendingTransferState
    ) throws {
        var prepared = Prepared()
        prepared.history.void(prepared.transfer, isExpired: isExpired)
        let row = try #require(try prepared.row)
        #expect(row.state == state)
        #expect(row.postedAmount == nil)
        #expect(row.endedPosition?.rawValue == prepared.transfer.rawValue + 2)
        let balance = try prepared.balance(prepared.parties.sender)
        #expect(balance?.available == 1_000)
        #expect(balance?.pending == 0)
        #expect(balance?.position == prepared.history.events.last?.position)
    }

    @Test func `a reversal is a row with both transfers`() throws {
        var prepared = Prepared()
        prepared.history.post(prepared.transfer, 300)
        let reversal = prepared.history.reverse(prepared.transfer, prepared.parties, 300)
        #expect(
            try fold(ReversalProjector.self, prepared.history.events) == [
                prepared.transfer: ReversalRow(
                    transfer: prepared.transfer,
                    reversal: reversal,
                    parties: prepared.parties,
                    reversedAt: History.time(5)
                )
            ]
        )
        let transactions = try fold(TransactionProjector.self, prepared.history.events)
        #expect(transactions[reversal]?.kind == .reversal)
        #expect(transactions[reversal]?.sender == prepared.parties.receiver)
        #expect(try prepared.row?.state == .posted)
    }

    @Test func `pending transfers and reversals are announced to both parties`() throws {
        var prepared = Prepared()
        var pending = ProjectionBatch(kind: .advanced, positions: [:])
        PendingTransferProjector.announce(try #require(try prepared.row), in: &pending)
        prepared.history.post(prepared.transfer, 300)
        prepared.history.reverse(prepared.transfer, prepared.parties, 300)
        let rows = try fold(ReversalProjector.self, prepared.history.events)
        var reversed = ProjectionBatch(kind: .advanced, positions: [:])
        ReversalProjector.announce(try #require(rows[prepared.transfer]), in: &reversed)
        let parties: Set = [prepared.parties.sender, prepared.parties.receiver]
        #expect(pending.transactionAccounts == parties)
        #expect(reversed.transactionAccounts == parties)
    }

    @Test func `a transfer that was never pending can't end`() throws {
        var history = History()
        let parties = TransferParties(sender: .house, receiver: .sales)
        history.command(.transfer(TransferID(9)), .transfer(.voided(parties)))
        #expect(
            throws: ProjectionFault(LogPosition(1), .noRow(table: "pending_transfers", id: "9"))
        ) {
            try fold(PendingTransferProjector.self, history.events)
        }
    }

    @Test func `a transfer can be reversed only once`() throws {
        var prepared = Prepared()
        prepared.history.reverse(prepared.transfer, prepared.parties, 1)
        prepared.history.reverse(prepared.transfer, prepared.parties, 1)
        let last = try #require(prepared.history.events.last).position
        let id = prepared.transfer.rawValue
        #expect(throws: ProjectionFault(last, .rowExists(table: "reversals", id: "\(id)"))) {
            try fold(ReversalProjector.self, prepared.history.events)
        }
    }
}

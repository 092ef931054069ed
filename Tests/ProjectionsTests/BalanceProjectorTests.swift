import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct BalanceProjectorTests {
    @Test func `a new account shows a balance of zero in its first currency`() throws {
        var history = History()
        let user = history.register(grant: 0)
        let rows = try fold(BalanceProjector.self, history.events)
        #expect(
            Array(rows.values) == [
                BalanceRow(
                    account: AccountID(of: user),
                    currency: .rub,
                    available: 0,
                    pending: 0,
                    position: LogPosition(4)
                )
            ]
        )
    }

    @Test(arguments: [1, 250, 100_000] as [Int64])
    func `every transfer changes both balances, those of system accounts too`(amount: Int64) throws
    {
        var history = History()
        let sender = AccountID(of: history.register(grant: 100_000))
        let receiver = AccountID(of: history.register(grant: 0))
        let transfer = history.transfer(from: sender, to: receiver, amount)
        let rows = try fold(BalanceProjector.self, history.events)
        let key = { BalanceRow.Key(account: $0, currency: .rub) }
        #expect(rows[key(sender)]?.available == 100_000 - amount)
        #expect(rows[key(sender)]?.position.rawValue == transfer.rawValue)
        #expect(rows[key(receiver)]?.available == amount)
        #expect(rows[key(receiver)]?.position.rawValue == transfer.rawValue + 1)
        #expect(rows[key(.house)]?.available == -100_000)
        #expect(rows.values.map(\.available).reduce(0, +) == 0)
    }

    @Test func `balances in different currencies are separate rows`() throws {
        var history = History()
        let account = AccountID(of: history.register(grant: 0))
        let euro = try #require(Currency("EUR"))
        history.transfer(from: .house, to: account, 5, euro)
        let rows = try fold(BalanceProjector.self, history.events)
        #expect(rows[BalanceRow.Key(account: account, currency: euro)]?.available == 5)
        #expect(rows[BalanceRow.Key(account: account, currency: .rub)]?.available == 0)
    }

    @Test func `a sum beyond 64 bits stops the read model and keeps the row`() throws {
        var history = History()
        let account = AccountID(of: history.register(grant: 0))
        history.transfer(from: .house, to: account, .max)
        var rows = try fold(BalanceProjector.self, history.events)
        history.transfer(from: .house, to: account, 1)
        let last = try #require(history.events.last)
        let (key, change) = try #require(try BalanceProjector.effect(of: last))
        #expect(throws: ProjectionFault(last.position, .overflow)) {
            try BalanceProjector.apply(change, to: &rows[key], key, by: last)
        }
        #expect(rows[key]?.available == .max)
    }

    @Test func `a posting in another kind of stream is refused`() throws {
        var history = History()
        history.transfer(from: .house, to: .sales, 5)
        let sound = history.events[0]
        let misplaced = sound.moved(to: .slot(SlotID(1)))
        #expect(throws: ProjectionFault(sound.position, .wrongStream)) {
            try fold(BalanceProjector.self, [misplaced])
        }
    }

    @Test func `closing and reopening an account change no balance`() throws {
        var history = History()
        let account = AccountID(of: history.register())
        let rows = try fold(BalanceProjector.self, history.events)
        history.command(.account(account), .account(.closed))
        history.command(.account(account), .account(.reopened))
        #expect(try fold(BalanceProjector.self, history.events) == rows)
    }

    @Test func `money can't be reserved in a currency that the account never had`() throws {
        var history = History()
        history.reserve(from: .house, to: .sales, 5)
        #expect(throws: ProjectionFault(LogPosition(2), .noRow(table: "balances", id: "-1"))) {
            try fold(BalanceProjector.self, history.events)
        }
    }
}

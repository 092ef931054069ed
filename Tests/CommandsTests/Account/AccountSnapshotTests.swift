import Events
import Testing

@testable import Commands
@testable import EventStore
@testable import Model

@Suite struct AccountSnapshotTests {
    /// What an account is, apart from how it is kept.
    private func facts(_ account: Account) -> [String] {
        ["\(account.isOpen) \(account.isClosed)", "\(account.reservations)"]
            + account.balances.map { "\($0.currency.code) \($0.amount)" }
    }

    private static let histories: [[NewEvent]] = [
        [],
        wallet(alice, rub(100)),
        wallet(alice, rub(100), dollars(-7)),
        wallet(alice, rub(100)) + closed(alice),
        wallet(alice, rub(100), dollars(5)) + pending(rub(40))
            + pending(dollars(5), TransferID(501), seconds: 100) + closed(alice),
    ]

    @Test(arguments: histories.indices)
    func `an account is read back as it was stored`(index: Int) throws {
        var account = Account()
        for new in Self.histories[index] {
            if let change = Account.change(in: new.event) { account.evolve(change) }
        }
        let stored = Snapshot.stored(account.snapshot, version: StreamVersion(9))
        let restored = try #require(Account(snapshot: stored))
        #expect(facts(restored) == facts(account))
    }

    @Test func `one that was stored before there were reservations is read`() throws {
        let state = Array(#"[1, "RUB", 100, "USD", 5]"#.utf8)
        let stored = StoredSnapshot(version: StreamVersion(9), schema: 1, state: state)
        let account = try #require(Account(snapshot: stored))
        #expect(account.isOpen && !account.isClosed && account.reservations.isEmpty)
        #expect(account.balance(in: .rub) == 100)
        #expect(account.balance(in: usd) == 5)
    }

    @Test(arguments: ["[]", "[4]", #"[1,"RUB"]"#, #"[1,500,"RUB",40]"#, #"[1,500,"rub",40,9]"#])
    func `anything else is not read`(text: String) {
        let state = Array(text.utf8)
        let stored = StoredSnapshot(version: StreamVersion(9), schema: 1, state: state)
        #expect(Account(snapshot: stored) == nil)
    }
}

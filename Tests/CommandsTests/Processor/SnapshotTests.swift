import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model
@testable import Writer

@Suite(.patient) struct SnapshotTests {
    private static func limits() -> CommandLimits {
        var limits = CommandLimits()
        limits.snapshotEvery = 5
        return limits
    }

    private let node = Node(limits: SnapshotTests.limits())

    /// Makes transfers of 10 roubles one by one, each a batch of its own, between two new users.
    private func makeTransfers(_ count: Int) throws -> (alice: UserID, transfer: TransferMoney) {
        let (alice, bob) = (try node.register(1), try node.register(2))
        let transfer = TransferMoney(to: .user(bob), amount: rub(10))
        for _ in 0..<count { #expect(node.process(transfer, by: alice).isDone) }
        return (alice, transfer)
    }

    @Test func `a long stream is loaded from its snapshot`() throws {
        let (alice, transfer) = try makeTransfers(7)
        let stored = try #require(node.log.snapshots[.account(AccountID(of: alice))])
        #expect(stored.version == StreamVersion(5))
        #expect(String(decoding: stored.state, as: UTF8.self) == #"[1,"RUB",70]"#)
        let fresh = Node(node.log)
        let tooMuch = TransferMoney(to: transfer.receiver, amount: rub(31))
        #expect(fresh.process(tooMuch, by: alice).reason == "insufficient-funds")
        #expect(fresh.process(transfer, by: alice).isDone)
    }

    @Test func `a snapshot of an unknown schema is ignored`() throws {
        let (alice, transfer) = try makeTransfers(7)
        node.log.ageSnapshots()
        let rest = TransferMoney(to: transfer.receiver, amount: rub(30))
        #expect(Node(node.log).process(rest, by: alice).isDone)
    }

    @Test func `a stream with a broken snapshot is not treated as new`() throws {
        let (alice, transfer) = try makeTransfers(3)
        #expect(node.log.snapshots[.account(AccountID(of: alice))]?.version == StreamVersion(5))
        node.log.breakSnapshots()
        #expect(Node(node.log).process(transfer, by: alice) == .unavailable)
    }

    @Test func `a snapshot is taken at the end of a batch, not within it`() throws {
        let (alice, transfer) = try makeTransfers(0)
        _ = node.process((0..<9).map { _ in node.submission(transfer, by: Actor(alice)) })
        let stored = try #require(node.log.snapshots[.account(AccountID(of: alice))])
        #expect(stored.version == StreamVersion(11))
    }
}

/// The stored bytes must stay the same: a check of the log compares them with new snapshots.
@Suite(.patient) struct StoredStateTests {
    /// Applies to a new state all events that concern its kind.
    private func state<State: Entity>(_ kind: State.Type, _ events: [NewEvent]) -> State {
        var state = State()
        for new in events {
            if let change = State.change(in: new.event) { state.evolve(change) }
        }
        return state
    }

    /// Expects the text for the state, and the same text for the state that is read back.
    private func expect<State: Entity>(_ state: State, _ text: String) {
        #expect(stored(state) == text)
        #expect(readBack(state).flatMap(stored) == text)
    }

    private static let accounts: [(events: [NewEvent], text: String)] = [
        ([], "[0]"),
        (wallet(alice, rub(100)), #"[1,"RUB",100]"#),
        (wallet(alice, rub(100), dollars(.max)), #"[1,"RUB",100,"USD",9223372036854775807]"#),
        (wallet(alice, rub(100)) + closed(alice), #"[3,"RUB",100]"#),
        (
            wallet(alice, rub(100), dollars(5)) + pending(rub(40))
                + pending(dollars(5), TransferID(501), seconds: 100) + closed(alice),
            #"[3,"RUB",100,"USD",5,501,"USD",5,1700000100000000,500,"RUB",40,1700000300000000]"#
        ),
    ]

    @Test(arguments: accounts)
    func `an account is stored as flags, balances and reservations`(
        events: [NewEvent],
        text: String
    ) {
        expect(state(Account.self, events), text)
    }

    @Test func `an account that was stored before reservations existed can be read`() throws {
        let account = try #require(readBack(Account.self, #"[1, "RUB", 100, "USD", 5]"#))
        #expect(account.isOpen && !account.isClosed && account.reservations.isEmpty)
        #expect(account.balance(in: .rub) == 100)
        #expect(account.balance(in: usd) == 5)
    }

    @Test(arguments: [nil, Timestamp(microseconds: -5)])
    func `a slot is stored as details, confirmed seats and holds`(start: Timestamp?) {
        let title = "A \"b\" \\ \n\t\u{7} ü"
        var slot = state(Slot.self, slot(7, title: title, startsAt: start))
        for id in 1...3 as ClosedRange<Int64> {
            let deadline = Timestamp(microseconds: 10 - id)
            slot.evolve(.seatHeld(SeatHeld(hold: HoldID(id), expiresAt: deadline)))
        }
        slot.evolve(.seatConfirmed(HoldID(2)))
        let written = #""A \"b\" \\ \u000a\u0009\u0007 ü""#
        expect(slot, "[\(written),7,\(start == nil ? "0" : "1,-5"),1,3,7,1,9]")
        #expect(readBack(slot)?.details?.title == title)
    }

    @Test func `a product is stored as name, price, currency, stock and reserved units`() {
        let events =
            product(bread, dollars(5), quantity: 8) + [stock(bread, ProductEvent.reserved, 3)]
        expect(state(Product.self, events), #"["Product 41",5,"USD",8,3]"#)
    }

    @Test func `a basket is stored as products and quantities`() {
        expect(Basket(), "[]")
        expect(state(Basket.self, basket(alice, (cake, 2), (bread, 1))), "[42,2,41,1]")
    }

    @Test func `a rate table is stored as its last quotes in order of code`() {
        #expect(stored(RateTable()) == nil)
        let start = Given.start.microseconds
        expect(
            state(RateTable.self, rates(("RUB", "92.5"), ("JPY", "150"))),
            #"[\#(start),"JPY",150,0,\#(start),"RUB",925,1,\#(start)]"#
        )
        let suspect = rates(("RUB", "0.925")).map { new in
            guard case .rates(.recorded(let quoted)) = new.event else { return new }
            return NewEvent(.rates, .rates(.suspected(quoted)))
        }
        expect(
            state(RateTable.self, rates(("RUB", "92.5")) + suspect),
            #"[\#(start),"RUB",925,1,\#(start),1,"RUB",925,3,\#(start)]"#
        )
    }

    @Test func `a catalogue is stored as its services in order of id`() {
        var catalogue = state(ServiceCatalogue.self, catalogue(cleaning, painting, service(3)))
        catalogue.evolve(.changed(details(service(3), "A\nB")))
        catalogue.evolve(.delisted(painting))
        expect(
            catalogue,
            #"["\#(cleaning.value.text)","Service 1","About 1","#
                + #""\#(service(3).value.text)","A\u000aB","About 3"]"#
        )
    }

    @Test(arguments: [
        "", "[", "[]", "[1", "[4]", "[1,\"RU", "[1,\"RUB\"", "{}", "[1,\"rub\",5]", "[\"x\"]",
        #"[1,"RUB"]"#, #"[1,500,"RUB",40]"#, #"[1,500,"rub",40,9]"#,
    ])
    func `a broken snapshot is refused`(text: String) {
        #expect(readBack(Account.self, text) == nil)
    }

    @Test func `a snapshot with missing or invalid values is refused`() {
        #expect(readBack(Basket.self, "[1]") == nil)
        #expect(readBack(Product.self, #"["Bread",5,"USD",8,3,1]"#) == nil)
        #expect(readBack(ServiceCatalogue.self, #"["x","a","b"]"#) == nil)
    }
}

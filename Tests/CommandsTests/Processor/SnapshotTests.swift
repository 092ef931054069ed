import Events
import Testing

@testable import Commands
@testable import EventStore
@testable import Model

@Suite struct SnapshotTests {
    private static func limits() -> CommandLimits {
        var limits = CommandLimits()
        limits.snapshotEvery = 5
        return limits
    }

    private let node = Node(limits: SnapshotTests.limits())

    @Test func `a stream that has grown is loaded from its snapshot`() throws {
        let (alice, bob) = (try node.register(1), try node.register(2))
        let transfer = TransferMoney(to: .user(bob), amount: rub(10))
        for _ in 0..<7 { #expect(node.process(transfer, by: alice).isDone) }
        let stored = try #require(node.log.snapshots[.account(AccountID(of: alice))])
        #expect(stored.version == StreamVersion(5))
        #expect(String(decoding: stored.state, as: UTF8.self) == #"[1,"RUB",70]"#)
        let fresh = Node(node.log)
        let rest = TransferMoney(to: .user(bob), amount: rub(31))
        #expect(fresh.process(rest, by: alice).reason == "insufficient-funds")
        #expect(fresh.process(transfer, by: alice).isDone)
    }

    @Test func `a snapshot of an unknown schema is ignored`() throws {
        let (alice, bob) = (try node.register(1), try node.register(2))
        let transfer = TransferMoney(to: .user(bob), amount: rub(10))
        for _ in 0..<7 { #expect(node.process(transfer, by: alice).isDone) }
        node.log.ageSnapshots()
        let rest = TransferMoney(to: .user(bob), amount: rub(30))
        #expect(Node(node.log).process(rest, by: alice).isDone)
    }

    @Test func `a stream whose snapshot is broken is not taken for a new one`() throws {
        let (alice, bob) = (try node.register(1), try node.register(2))
        let transfer = TransferMoney(to: .user(bob), amount: rub(10))
        for _ in 0..<3 { #expect(node.process(transfer, by: alice).isDone) }
        #expect(node.log.snapshots[.account(AccountID(of: alice))]?.version == StreamVersion(5))
        node.log.breakSnapshots()
        #expect(Node(node.log).process(transfer, by: alice) == .unavailable)
    }

    @Test func `a snapshot stands for the whole batch, not for its middle`() throws {
        let (alice, bob) = (try node.register(1), try node.register(2))
        let transfer = TransferMoney(to: .user(bob), amount: rub(10))
        _ = node.process((0..<9).map { _ in node.submission(transfer, by: Actor(alice)) })
        let stored = try #require(node.log.snapshots[.account(AccountID(of: alice))])
        #expect(stored.version == StreamVersion(11))
    }

    @Test func `an account is read back as it was written`() throws {
        var account = Account()
        account.evolve(.opened(AccountOpened(owner: alice, currency: .rub)))
        account.evolve(.credited(posting(.transfer, .house, rub(5))))
        account.evolve(.credited(posting(.transfer, .house, Money(.max, usd))))
        let restored = try #require(Account(snapshot: stored(account.snapshot)))
        #expect(restored.isOpen)
        #expect(restored.balance(in: .rub) == 5)
        #expect(restored.balance(in: usd) == .max)
    }

    @Test(arguments: [nil, Timestamp(microseconds: -5)])
    func `a slot is read back as it was written`(start: Timestamp?) throws {
        var slot = Slot()
        let details = SlotDetails(title: "A \"b\" \\ \n\u{7} ü", capacity: 7, startsAt: start)
        slot.evolve(.created(details))
        for id in 1...3 as ClosedRange<Int64> {
            let deadline = Timestamp(microseconds: 10 - id)
            slot.evolve(.seatHeld(SeatHeld(hold: HoldID(id), expiresAt: deadline)))
        }
        slot.evolve(.seatConfirmed(HoldID(2)))
        let state = try #require(slot.snapshot)
        let restored = try #require(Slot(snapshot: stored(state)))
        #expect(restored.details == details)
        #expect(restored.held == slot.held)
        #expect(restored.held.map(\.hold) == [HoldID(3), HoldID(1)])
        #expect(restored.confirmed == 1)
    }

    @Test func `a product is read back as it was written`() throws {
        var product = Product()
        product.evolve(
            .created(
                ProductCreated(
                    shop: bakery,
                    name: "Bread",
                    description: "",
                    price: Money(5, usd),
                    quantity: 8
                )
            )
        )
        product.evolve(.reserved(StockMovement(order: purchase, quantity: 3)))
        let state = try #require(product.snapshot)
        let restored = try #require(Product(snapshot: stored(state)))
        #expect(restored.offer == product.offer)
        #expect(restored.onHand == 8)
        #expect(restored.reserved == 3)
    }

    @Test func `a basket is read back as it was written`() throws {
        var basket = Basket()
        #expect(Basket(snapshot: stored(basket.snapshot))?.lines == [])
        let lines = [
            BasketLine(product: cake, quantity: 2), BasketLine(product: bread, quantity: 1),
        ]
        basket.evolve(.changed(BasketChanged(lines: lines)))
        #expect(Basket(snapshot: stored(basket.snapshot))?.lines == lines)
        #expect(Basket(snapshot: stored(Array("[1]".utf8))) == nil)
    }

    @Test func `a catalogue is read back as it was written`() throws {
        var catalogue = ServiceCatalogue()
        for number in 1...3 as ClosedRange<UInt64> {
            catalogue.evolve(.listed(details(service(number), "A \"b\" \\ \n \(number)")))
        }
        catalogue.evolve(.delisted(service(2)))
        let restored = try #require(ServiceCatalogue(snapshot: stored(catalogue.snapshot)))
        #expect(restored.listed == catalogue.listed)
        #expect(restored.listed.count == 2)
        #expect(ServiceCatalogue(snapshot: stored(Array("[\"x\",\"a\",\"b\"]".utf8))) == nil)
    }

    @Test(arguments: ["", "[", "[1", "[1,\"RU", "[1,\"RUB\"", "{}", "[1,\"rub\",5]", "[\"x\"]"])
    func `a broken snapshot is not read`(text: String) {
        #expect(Account(snapshot: stored(Array(text.utf8))) == nil)
    }

    private func stored(_ state: [UInt8]) -> StoredSnapshot {
        Snapshot.stored(state, version: StreamVersion(1))
    }
}

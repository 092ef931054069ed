import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model

@Suite(.patient) struct ReversalTests {
    private let wallets = wallet(alice, rub(100)) + wallet(bob)
    private let reverse = ReverseTransfer(gift, isAdministrator: false)

    @Test func `only the receiver can reverse a transfer, not the sender`() {
        let history = given(wallets, moved(.transfer, rub(40)))
        history.when(reverse, by: bob).then(reversed(rub(40)))
        history.when(reverse, by: alice).then(Refusal.forbidden(.receiver))
    }

    @Test func `an administrator can reverse any transfer`() {
        given(wallets, moved(.transfer, rub(40)))
            .when(ReverseTransfer(gift, isAdministrator: true), by: UserID(77))
            .then(reversed(rub(40)))
    }

    @Test func `a reversal returns the amount posted, not the amount reserved`() {
        given(wallets, pending(rub(40)), posted(rub(15), of: rub(40))).when(reverse, by: bob)
            .then(reversed(rub(15)))
    }

    @Test func `a transfer whose money is spent can't be reversed`() {
        let spent = moved(
            .transfer,
            rub(1),
            TransferID(501),
            from: AccountID(of: bob),
            to: AccountID(of: alice)
        )
        given(wallets, moved(.transfer, rub(40)), spent).when(reverse, by: bob)
            .then(.insufficientFunds)
    }

    @Test(arguments: TransferKind.allCases.filter { $0 != .transfer })
    func `only transfers between users can be reversed`(kind: TransferKind) {
        given(wallets, moved(kind, rub(40))).when(reverse, by: bob).then(.notReversible)
    }

    @Test func `a reversal can't be reversed`() {
        let back = ReverseTransfer(TransferID(600), isAdministrator: true)
        given(wallets, moved(.transfer, rub(40)), reversed(rub(40), at: 600))
            .when(back, by: alice).then(.notReversible)
    }

    /// The postings of a transfer that was pending are at positions that are not the id of a
    /// transfer.
    @Test func `the position of a posting is no second id of its transfer`() {
        var model = WriteModel()
        let other = TransferID(505)
        let debit = RecordedEvent(
            position: LogPosition(other.rawValue),
            stream: .account(aliceToBob.sender),
            version: StreamVersion(3),
            event: .account(.debited(posting(.transfer, aliceToBob.receiver, rub(40), at: 500))),
            origin: Origin(command: UUID128(high: 0, low: 0), actor: .system),
            recordedAt: Given.start
        )
        let loaded = model.load(.transfer(other), StreamHistory(debit: debit))
        let state = model.transfers[other]?.state
        #expect(loaded)
        #expect(state == .missing)
    }

    @Test func `a transfer that was not found earlier is found once it exists`() throws {
        let node = Node()
        let log = node.log
        let other = Node(log)
        let (first, second) = (try node.register(1), try node.register(2))
        let id = TransferID(Int64(log.stored.count + 1))
        let reverse = ReverseTransfer(id, isAdministrator: false)
        #expect(node.process(reverse, by: second) == .notFound(.transfer))
        #expect(other.process(reverse, by: second) == .notFound(.transfer))
        #expect(node.process(TransferMoney(to: .user(second), amount: rub(5)), by: first).isDone)
        #expect(node.process(reverse, by: second).isDone)
        #expect(other.process(reverse, by: second).reason == "transfer-reversed")
    }

    @Test func `a transfer whose append failed is not found`() throws {
        let node = Node()
        let (first, second) = (try node.register(1), try node.register(2))
        let id = TransferID(Int64(node.log.stored.count + 1))
        let reverse = ReverseTransfer(id, isAdministrator: false)
        #expect(node.process(reverse, by: second) == .notFound(.transfer))
        node.log.appendFailures = [.refused("a value")]
        let transfer = TransferMoney(to: .user(second), amount: rub(5))
        #expect(node.process(transfer, by: first) == .unavailable)
        #expect(node.process(reverse, by: second) == .notFound(.transfer))
    }
}

import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model

@Suite(.patient) struct ReceiptTests {
    private let node = Node()
    private let sender: UserID
    private let receiver: UserID

    init() throws {
        sender = try node.register(1)
        receiver = try node.register(2)
    }

    private func transfer(_ amount: Int64) -> TransferMoney {
        TransferMoney(to: .user(receiver), amount: rub(amount))
    }

    @Test func `a retry gets the first answer and has no effect`() {
        let first = node.process(transfer(10), by: sender, key: "k")
        let length = node.log.stored.count
        let again = node.process(transfer(10), by: sender, key: "k")
        #expect(
            first
                == .done(
                    position: LogPosition(Int64(length)),
                    location: "/transfers/\(length - 1)",
                    replayed: false
                )
        )
        #expect(
            again
                == .done(
                    position: LogPosition(Int64(length)),
                    location: "/transfers/\(length - 1)",
                    replayed: true
                )
        )
        #expect(node.log.stored.count == length)
    }

    @Test func `a replay is answered only once its receipt is durable`() {
        #expect(node.process(transfer(10), by: sender, key: "k").isDone)
        #expect(node.log.confirmations == 0)
        #expect(node.process(transfer(10), by: sender, key: "k").isDone)
        #expect(node.log.confirmations == 1)
        // An answer without a receipt needs no commit.
        #expect(node.process(transfer(1_000), by: sender).reason == "insufficient-funds")
        #expect(node.log.confirmations == 1)
    }

    @Test func `a replay that can't be made durable is not answered as done`() {
        #expect(node.process(transfer(10), by: sender, key: "k").isDone)
        node.log.confirmFailures = Array(repeating: .unavailable("no standby"), count: 3)
        #expect(node.process(transfer(10), by: sender, key: "k") == .unavailable)
        #expect(node.process(transfer(10), by: sender, key: "k").isDone)
        #expect(node.balance(receiver) == 110)
    }

    @Test func `a hundred commands with one key in a batch have one effect and one answer`() {
        let outcomes = node.process(
            (0..<100).map { _ in node.submission(transfer(10), by: Actor(sender), key: "k") }
        )
        #expect(node.balance(receiver) == 110)
        guard case .done(let position, let location, false) = outcomes[0] else {
            return #expect(Bool(false))
        }
        let replay = Outcome.done(position: position, location: location, replayed: true)
        #expect(outcomes.dropFirst().allSatisfy { $0 == replay })
    }

    @Test func `a key with another request is refused and has no effect`() {
        _ = node.process(transfer(10), by: sender, key: "k", body: 1)
        #expect(node.process(transfer(20), by: sender, key: "k", body: 2) == .keyReused)
        #expect(node.balance(receiver) == 110)
        let first = node.process(transfer(10), by: sender, key: "k", body: 1)
        #expect(first.isDone)
    }

    @Test func `a receipt that is not trusted neither answers nor repeats the command`() {
        _ = node.process(transfer(10), by: sender, key: "k")
        node.log.distrusted = [ReceiptKey(actor: Actor(sender), key: "k")]
        let length = node.log.stored.count
        #expect(node.process(transfer(10), by: sender, key: "k") == .distrusted)
        #expect(node.process(transfer(20), by: sender, key: "k", body: 2) == .distrusted)
        #expect(node.log.stored.count == length)
        #expect(node.process(transfer(10), by: sender, key: "l").isDone)
    }

    @Test func `a key with another request within a batch is refused`() {
        let outcomes = node.process([
            node.submission(transfer(10), by: Actor(sender), key: "k", body: 1),
            node.submission(transfer(20), by: Actor(sender), key: "k", body: 2),
        ])
        #expect(outcomes[0].isDone)
        #expect(outcomes[1] == .keyReused)
        #expect(node.balance(receiver) == 110)
    }

    @Test func `the same key of another user is a different key`() {
        _ = node.process(transfer(10), by: sender, key: "k")
        let back = TransferMoney(to: .user(sender), amount: rub(5))
        #expect(node.process(back, by: receiver, key: "k").isDone)
        #expect(node.balance(receiver) == 105)
    }

    @Test func `a stored refusal is replayed even if the command would now succeed`() {
        let refused = node.process(transfer(150), by: sender, key: "k")
        let end = LogPosition(Int64(node.log.stored.count))
        #expect(
            refused == .rejected(reason: "insufficient-funds", position: end, replayed: false)
        )
        let gift = TransferMoney(to: .user(sender), amount: rub(90))
        #expect(node.process(gift, by: receiver).isDone)
        #expect(
            node.process(transfer(150), by: sender, key: "k")
                == .rejected(reason: "insufficient-funds", position: end, replayed: true)
        )
        #expect(node.process(transfer(150), by: sender, key: "other").isDone)
    }

    @Test func `a refusal without a key writes nothing`() {
        let appends = node.log.appends
        #expect(node.process(transfer(150), by: sender).reason == "insufficient-funds")
        #expect(node.log.appends == appends)
        #expect(!node.log.isLocked)
    }

    @Test func `not found and forbidden leave no receipt`() {
        #expect(node.process(PayOrder(OrderID(5)), by: sender, key: "a") == .notFound(.order))
        let command = TransferMoney(to: .user(sender), amount: rub(1))
        let outcome = node.process([node.submission(command, by: .system, key: "b")])
        #expect(outcome == [.forbidden(.user)])
        #expect(node.log.kept.isEmpty)
    }

    @Test func `receipt and events are appended together or not at all`() {
        node.log.appendFailures = [
            .unavailable("gone"), .unavailable("gone"), .unavailable("gone"),
        ]
        #expect(node.process(transfer(10), by: sender, key: "k") == .unavailable)
        #expect(node.log.kept.isEmpty)
        #expect(node.process(transfer(10), by: sender, key: "k").isDone)
        #expect(node.balance(receiver) == 110)
    }

    @Test func `a receipt of another node is replayed`() {
        let other = Node(node.log)
        _ = node.process(transfer(10), by: sender, key: "k")
        guard case .done(_, _, true) = other.process(transfer(10), by: sender, key: "k") else {
            return #expect(Bool(false))
        }
        #expect(node.balance(receiver) == 110)
    }

    @Test func `receipts of a batch are read in one query, and none without keys`() {
        let before = node.log.receiptQueries
        _ = node.process(transfer(1), by: sender)
        #expect(node.log.receiptQueries == before)
        _ = node.process(
            (0..<10).map { node.submission(transfer(1), by: Actor(sender), key: "\($0)") }
        )
        #expect(node.log.receiptQueries == before + 1)
    }
}

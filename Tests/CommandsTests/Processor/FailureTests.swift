import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model

@Suite(.patient) struct FailureTests {
    private let node = Node()
    private let alice: UserID
    private let bob: UserID

    init() throws {
        alice = try node.register(1)
        bob = try node.register(2)
    }

    private func transfer(_ amount: Int64, memo: String? = nil) -> TransferMoney {
        TransferMoney(to: .user(bob), amount: rub(amount), memo: memo)
    }

    @Test(arguments: [EventLogError.unavailable("lost"), .lockTimeout])
    func `the lock is tried again after a failure`(error: EventLogError) {
        node.log.lockFailures = [error, error]
        #expect(node.process(transfer(1), by: alice).isDone)
        #expect(node.balance(bob) == 101)
    }

    @Test(arguments: [EventLogError.refused("no right"), .unreadable(LogPosition(1), "a gap")])
    func `an error of the lock is not blamed on a command`(error: EventLogError) {
        node.log.lockFailures = [error, error, error]
        let outcomes = node.process(
            (0..<4).map { _ in node.submission(transfer(1), by: Actor(alice)) }
        )
        // The batch is tried as a whole, and as often as any other.
        #expect(outcomes == Array(repeating: .unavailable, count: 4))
        #expect(node.log.lockFailures.isEmpty)
        #expect(node.process(transfer(1), by: alice).isDone)
    }

    @Test func `a failed append is tried again, without traces of the first try`() {
        node.log.appendFailures = [.unavailable("lost")]
        #expect(node.process(transfer(100), by: alice).isDone)
        #expect(node.balance(bob) == 200)
        #expect(node.process(transfer(1), by: alice).reason == "insufficient-funds")
    }

    @Test func `after the last try the command is not done`() {
        node.log.appendFailures = Array(repeating: .unavailable("lost"), count: 3)
        #expect(node.process(transfer(100), by: alice) == .unavailable)
        #expect(node.balance(bob) == 100)
        #expect(node.committed == node.log.stored)
        #expect(node.process(transfer(100), by: alice).isDone)
    }

    @Test func `events that another node appends between two tries are followed`() {
        let other = Node(node.log)
        node.log.appendFailures = [.unavailable("lost")]
        node.log.beforeLock = { [log = node.log, transfer = transfer(100), alice] in
            // The first try fails at the append; the other node appends before the second.
            log.beforeLock = { _ = other.process(transfer, by: alice) }
        }
        #expect(node.process(transfer(60), by: alice).reason == "insufficient-funds")
        #expect(node.balance(bob) == 200)
    }

    @Test func `a command that the log refuses does not stop the others of its batch`() {
        node.log.refuses = { event in
            guard case .account(.debited(let posting)) = event.event else { return false }
            return posting.memo == "poison"
        }
        let outcomes = node.process(
            (0..<7).map { index in
                node.submission(
                    transfer(1, memo: index == 4 ? "poison" : nil),
                    by: Actor(alice)
                )
            }
        )
        #expect(outcomes.map(\.isDone) == [true, true, true, true, false, true, true])
        #expect(outcomes[4] == .unavailable)
        #expect(node.balance(bob) == 106)
    }

    @Test func `after an unknown outcome the model is empty`() {
        node.log.appendFailures = [.outcomeUnknown("shutdown")]
        #expect(node.process(transfer(100), by: alice) == .unknown)
        #expect(node.entities == 0)
        #expect(node.process(transfer(100), by: alice).isDone)
    }

    @Test func `a log that has become shorter is followed`() {
        #expect(node.process(transfer(100), by: alice).isDone)
        node.log.fail(over: 2)
        #expect(node.process(transfer(100), by: alice).isDone)
        #expect(node.balance(bob) == 200)
    }

    @Test func `a different log of the same length is followed`() {
        #expect(node.process(transfer(100), by: alice).isDone)
        node.log.fail(over: 2)
        let other = Node(node.log)
        #expect(other.process(TransferMoney(to: .user(alice), amount: rub(100)), by: bob).isDone)
        #expect(node.process(transfer(150), by: alice).isDone)
        #expect(node.balance(bob) == 150)
    }

    @Test func `a longer log that lacks known events is followed`() {
        #expect(node.process(transfer(100), by: alice).isDone)
        node.log.fail(over: 2)
        let other = Node(node.log)
        for amount in [60, 40] as [Int64] {
            #expect(
                other.process(TransferMoney(to: .user(alice), amount: rub(amount)), by: bob).isDone
            )
        }
        #expect(node.process(transfer(200), by: alice).isDone)
        #expect(node.balance(bob) == 200)
    }

    @Test func `streams loaded over a lost connection are loaded again`() throws {
        let other = Node(node.log)
        let carol = try other.register(3)
        let give = TransferMoney(to: .user(bob), amount: rub(100))
        #expect(other.process(give, by: carol).isDone)
        // Carol's wallet is loaded before the lock; then a server takes over without her payment.
        node.log.lockFailures = [.unavailable("lost")]
        node.log.beforeLock = { [log = node.log] in log.fail(over: 2) }
        #expect(node.process(give, by: carol).isDone)
        #expect(node.balance(carol) == 0)
    }

    @Test func `streams loaded before a lock that times out are loaded again`() throws {
        let other = Node(node.log)
        let carol = try other.register(3)
        let give = TransferMoney(to: .user(bob), amount: rub(100))
        #expect(other.process(give, by: carol).isDone)
        // Carol's wallet is loaded, and the lock times out; then a server takes over that lacks her
        // payment, and no connection fails.
        node.log.lockFailures = [.lockTimeout]
        node.log.beforeLock = { [log = node.log] in log.fail(over: 2) }
        #expect(node.process(give, by: carol).isDone)
        #expect(node.balance(carol) == 0)
    }

    @Test func `unreadable events of newer software do not stop commands on other streams`() {
        let other = Node(node.log)
        #expect(other.process(transfer(50), by: alice).isDone)
        node.log.readFailures = [.unreadable(LogPosition(9), "type")]
        #expect(node.process(transfer(51), by: alice).reason == "insufficient-funds")
        #expect(node.process(transfer(50), by: alice).isDone)
    }

    @Test func `a failed read while following is tried again`() {
        let other = Node(node.log)
        #expect(other.process(transfer(50), by: alice).isDone)
        node.log.readFailures = [.unavailable("lost")]
        #expect(node.process(transfer(50), by: alice).isDone)
    }

    @Test func `the lock is released after each failure`() {
        node.log.appendFailures = [.refused("x")]
        #expect(node.process(transfer(1), by: alice) == .unavailable)
        #expect(!node.log.isLocked)
    }
}

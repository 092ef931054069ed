import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model
@testable import Writer

/// What happens to the batch and to other nodes' events while a node waits for the lock.
@Suite(.patient) struct LockWaitTests {
    private let log: MemoryLog
    private let node: Node
    private let other: Node
    private let alice: UserID
    private let bob: UserID

    init() throws {
        log = MemoryLog()
        var limits = CommandLimits()
        limits.batch = 4
        node = Node(log, limits: limits)
        other = Node(log)
        alice = try node.register(1)
        bob = try node.register(2)
    }

    private func transfer(
        _ amount: Int64,
        by user: UserID,
        on node: Node,
        key: String? = nil
    ) -> Submission<Int> {
        let receiver = user == alice ? bob : alice
        let command = TransferMoney(to: .user(receiver), amount: rub(amount))
        return node.submission(command, by: Actor(user), key: key)
    }

    @Test func `commands that come while the lock is waited for join the batch`() {
        let appends = log.appends
        var rooms: [Int] = []
        let outcomes = node.process([transfer(100, by: alice, on: node)]) { room in
            rooms.append(room)
            return [transfer(150, by: bob, on: node), transfer(160, by: alice, on: node)]
        }
        // Decided in order: the last one spends more than the second one brings.
        #expect(outcomes.map(\.isDone) == [true, true, false])
        #expect(rooms == [3])
        #expect(log.appends == appends + 1)
        #expect(node.epochs.count == 3)
        #expect(node.balance(alice) == 150)
    }

    @Test func `a second attempt keeps the commands that joined the first, and asks again`() {
        log.appendFailures = [.unavailable("lost")]
        var waiting = [transfer(10, by: bob, on: node)]
        let outcomes = node.process([transfer(100, by: alice, on: node)]) { _ in
            defer { waiting = [] }
            return waiting
        }
        #expect(outcomes.map(\.isDone) == [true, true])
        #expect(node.balance(bob) == 190)
    }

    @Test func `events of other nodes are passed on once a commit of this node covers them`() throws
    {
        let start = log.stored.count
        _ = other.process([transfer(1, by: alice, on: other)])
        _ = other.process([transfer(2, by: bob, on: other)])
        #expect(node.followed.isEmpty)
        _ = node.process([transfer(3, by: alice, on: node)])
        #expect(node.followed == Array(log.stored[start..<(start + 4)]))
        #expect(node.committed.last == log.stored.last)
        // The node's own events are not passed on as another's.
        _ = node.process([transfer(4, by: alice, on: node)])
        #expect(node.followed.count == 4)
        // A stored answer is confirmed by a commit without events, which covers them as well.
        _ = other.process([transfer(5, by: bob, on: other, key: "k")])
        #expect(node.process([transfer(5, by: bob, on: node, key: "k")]).map(\.isDone) == [true])
        #expect(node.followed.count == 6)
        #expect(log.confirmations == 1)
    }

    @Test func `events are not passed on if the commit that would cover them fails`() {
        _ = node.process([transfer(1, by: alice, on: node)])
        _ = other.process([transfer(2, by: bob, on: other)])
        log.appendFailures = Array(repeating: .unavailable("lost"), count: 3)
        #expect(node.process([transfer(3, by: alice, on: node)]) == [.unavailable])
        #expect(node.followed.isEmpty)
    }
}

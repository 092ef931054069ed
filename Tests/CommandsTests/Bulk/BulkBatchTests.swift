import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model
@testable import Writer

/// Bulks among other commands of a batch: receipts, reservations, and failures of the log.
@Suite(.patient) struct BulkBatchTests {
    @Test(arguments: BulkMode.allCases)
    func `a retry gets the stored answer and has no effect`(mode: BulkMode) throws {
        let bulk = try BulkFixture()
        let items = [bulk.item(10, to: 1), bulk.item(101, to: 2)]
        let first = bulk.send(mode, items)
        let length = bulk.node.log.stored.count
        let again = bulk.send(mode, items)
        switch (first, again) {
        case (.decided(let results, let position, false), .decided(let other, let same, true)):
            #expect(results.done == [true, false])
            #expect(other.done == results.done)
            #expect(same == position)
        case (
            .rejected(let reason, let detail, let position, false),
            .rejected(let otherReason, let otherDetail, let same, true)
        ):
            #expect(reason == otherReason)
            #expect(detail == otherDetail)
            #expect(detail == "index=1")
            #expect(position == same)
        default: Issue.record("\(first), then \(again)")
        }
        #expect(bulk.node.log.stored.count == length)
    }

    @Test func `a part without an event has a receipt`() throws {
        let bulk = try BulkFixture()
        let length = bulk.node.log.stored.count
        #expect(bulk.send(.each, [bulk.item(101, to: 1)]).results == "0")
        #expect(bulk.node.log.stored.count == length)
        let gift = TransferMoney(to: .user(bulk.users[0]), amount: rub(1))
        #expect(bulk.node.process(gift, by: bulk.users[1]).isDone)
        let again = bulk.send(.each, [bulk.item(101, to: 1)])
        #expect(again.results == "0")
        #expect(bulk.balances == [101, 99, 100])
    }

    @Test func `what a bulk undoes is not seen by the commands after it`() throws {
        let bulk = try BulkFixture()
        let node = bulk.node
        let failing = TransferBulk(.allOrNothing, [bulk.item(100, to: 1), bulk.item(1, to: 2)])
        let after = TransferMoney(to: .user(bulk.users[2]), amount: rub(100))
        let outcomes = node.process([
            node.submission(failing, by: Actor(bulk.users[0])),
            node.submission(after, by: Actor(bulk.users[0])),
            node.submission(after, by: Actor(bulk.users[0])),
        ])
        #expect(outcomes.map(\.isDone) == [false, true, false])
        #expect(bulk.balances == [0, 100, 200])
        #expect(bulk.modelAgrees)
    }

    @Test func `a bulk that is undone leaves no snapshot`() throws {
        var limits = CommandLimits()
        limits.snapshotEvery = 3
        let node = Node(limits: limits)
        let users = try (1...2).map { try node.register($0) }
        let items = (0..<5).map { index in
            TransferBulk.Item(
                TransferMoney(to: .user(users[1]), amount: rub(index == 4 ? 100 : 1))
            )
        }
        let failing = TransferBulk(.allOrNothing, items)
        let outcomes = node.process([
            node.submission(failing, by: Actor(users[0]), key: "k"),
            node.submission(
                TransferMoney(to: .user(users[1]), amount: rub(7)),
                by: Actor(users[0])
            ),
        ])
        #expect(outcomes[1].isDone)
        #expect(node.balance(users[0]) == 93)
        let fresh = Node(node.log, limits: limits)
        let all = TransferMoney(to: .user(users[1]), amount: rub(93))
        #expect(fresh.process(all, by: users[0]).isDone)
    }

    @Test func `overdue reservations end for the item that needs their money`() throws {
        let bulk = try BulkFixture()
        let node = bulk.node
        for seconds in [10, 20] {
            let reserve = ReserveTransfer(
                to: .user(bulk.users[1]),
                amount: rub(40),
                lifetimeSeconds: seconds
            )
            #expect(node.process(reserve, by: bulk.users[0]).isDone)
        }
        node.clock.seconds = 60
        let length = node.log.stored.count
        // 20 are free; the second item needs the first reservation's money, the fourth the other's.
        let items = [
            bulk.item(20, to: 2), bulk.item(30, to: 2), bulk.item(200, to: 2), bulk.item(50, to: 2),
        ]
        #expect(bulk.send(.each, items).results == "1101")
        #expect(bulk.balances == [0, 100, 200])
        let events = node.log.stored.dropFirst(length).map(\.event)
        let ends = events.indices.filter { index in
            if case .transfer(.expired) = events[index] { true } else { false }
        }
        #expect(ends == [2, 6])
        #expect(bulk.modelAgrees)
    }

    @Test func `an overdue reservation that ended in a group that fails is there for a later item`()
        throws
    {
        let bulk = try BulkFixture()
        let node = bulk.node
        let reserve = ReserveTransfer(
            to: .user(bulk.users[1]),
            amount: rub(100),
            lifetimeSeconds: 10
        )
        #expect(node.process(reserve, by: bulk.users[0]).isDone)
        node.clock.seconds = 60
        let items = [
            bulk.item(10, to: 2, linked: true), bulk.item(95, to: 2), bulk.item(100, to: 1),
        ]
        #expect(bulk.send(.each, items).results == "001")
        let ends = node.log.stored.filter {
            if case .transfer(.expired) = $0.event { true } else { false }
        }
        #expect(ends.count == 1)
        #expect(bulk.balances == [0, 200, 100])
    }

    @Test func `a log that fails in the middle of a bulk leaves nothing behind`() throws {
        let bulk = try BulkFixture()
        bulk.node.log.appendFailures = Array(repeating: .unavailable("gone"), count: 3)
        let items = [bulk.item(60, to: 1), bulk.item(60, to: 2), bulk.item(40, to: 2)]
        #expect(bulk.send(.each, items) == .unavailable)
        #expect(bulk.balances == [100, 100, 100])
        #expect(bulk.send(.each, items).results == "101")
        #expect(bulk.balances == [0, 160, 140])
        #expect(bulk.modelAgrees)
    }

    @Test func `a bulk of as many items as there may be is one append`() throws {
        let bulk = try BulkFixture()
        let appends = bulk.node.log.appends
        let items = (0..<100).map { bulk.item(1, to: 1 + $0 % 2) }
        #expect(bulk.send(.allOrNothing, items).isDone)
        #expect(bulk.node.log.appends == appends + 1)
        #expect(bulk.balances == [0, 150, 150])
    }
}

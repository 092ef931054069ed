import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model
@testable import Writer

/// What becomes of the items of a bulk, in each mode.
@Suite(.patient) struct BulkTableTests {
    /// A bulk of the first of three users, who have 100 each, and what comes of it.
    struct Row: Sendable, CustomTestStringConvertible {
        struct Item: Sendable {
            let amount: Int64
            let to: Int
            var linked = false
        }

        let testDescription: String
        let items: [Item]
        /// One digit for each item in mode each.
        let each: String
        let balancesOfEach: [Int64]
        /// The first item that fails, and why; nil if all are done together.
        var failure: (index: Int, reason: String)?

        init(
            _ description: String,
            _ items: [(Int64, to: Int)],
            links: Set<Int> = [],
            each: String,
            _ balances: [Int64],
            failure: (Int, String)? = nil
        ) {
            testDescription = description
            self.items = items.enumerated().map {
                Item(amount: $1.0, to: $1.to, linked: links.contains($0))
            }
            self.each = each
            balancesOfEach = balances
            self.failure = failure.map { (index: $0.0, reason: $0.1) }
        }
    }

    static let rows = [
        Row("all can be paid", [(10, 1), (20, 2), (30, 1)], each: "111", [40, 140, 120]),
        Row(
            "the first fails",
            [(101, 1), (20, 2), (30, 1)],
            each: "011",
            [50, 130, 120],
            failure: (0, "insufficient-funds")
        ),
        Row(
            "the one in the middle fails",
            [(60, 1), (50, 2), (40, 1)],
            each: "101",
            [0, 200, 100],
            failure: (1, "insufficient-funds")
        ),
        Row(
            "the last fails",
            [(60, 1), (40, 2), (1, 1)],
            each: "110",
            [0, 160, 140],
            failure: (2, "insufficient-funds")
        ),
        Row(
            "nobody has the receiver's id",
            [(10, 1), (10, 7), (10, 2)],
            each: "101",
            [80, 110, 110],
            failure: (1, "receiver-not-found")
        ),
        Row(
            "the sender is a receiver",
            [(10, 1), (10, 0)],
            each: "10",
            [90, 110, 100],
            failure: (1, "same-account")
        ),
        Row("the same receiver twice", [(10, 1), (10, 1)], each: "11", [80, 120, 100]),
        Row(
            "all fail",
            [(101, 1), (102, 2)],
            each: "00",
            [100, 100, 100],
            failure: (0, "insufficient-funds")
        ),
        Row(
            "a linked item fails with the next one",
            [(10, 1), (20, 2), (101, 1), (5, 2)],
            links: [1],
            each: "1001",
            [85, 110, 105],
            failure: (2, "insufficient-funds")
        ),
        Row(
            "the next one fails with the linked item",
            [(101, 1), (20, 2), (5, 2)],
            links: [0],
            each: "001",
            [95, 100, 105],
            failure: (0, "insufficient-funds")
        ),
        Row(
            "money of a group that fails is there for the items after it",
            [(90, 1), (20, 2), (100, 2)],
            links: [0],
            each: "001",
            [0, 100, 200],
            failure: (1, "insufficient-funds")
        ),
        Row(
            "three linked items, all done",
            [(10, 1), (20, 2), (30, 1), (41, 2)],
            links: [0, 1],
            each: "1110",
            [40, 140, 120],
            failure: (3, "insufficient-funds")
        ),
        Row(
            "two groups next to each other",
            [(10, 1), (10, 7), (10, 1), (10, 2)],
            links: [0, 2],
            each: "0011",
            [80, 110, 110],
            failure: (1, "receiver-not-found")
        ),
    ]

    @Test(arguments: rows)
    func `in mode each every item or group of linked ones counts for itself`(row: Row) throws {
        let bulk = try BulkFixture()
        let outcome = bulk.send(.each, row.bulkItems(bulk))
        #expect(outcome.results == row.each)
        #expect(bulk.balances == row.balancesOfEach)
        #expect(bulk.modelAgrees)
    }

    @Test(arguments: rows)
    func `in mode all-or-nothing nothing is done if one item fails`(row: Row) throws {
        let bulk = try BulkFixture()
        let length = bulk.node.log.stored.count
        let outcome = bulk.send(.allOrNothing, row.bulkItems(bulk))
        if let failure = row.failure {
            #expect(outcome.reason == failure.reason)
            #expect(outcome.detail == "index=\(failure.index)")
            #expect(bulk.node.log.stored.count == length)
            #expect(bulk.balances == [100, 100, 100])
        } else {
            #expect(outcome.isDone)
            #expect(bulk.balances == row.balancesOfEach)
        }
        #expect(bulk.modelAgrees)
    }

    @Test(arguments: BulkMode.allCases)
    func `an administrator's item spends what an earlier item has brought`(mode: BulkMode) throws {
        let bulk = try BulkFixture()
        let items = [bulk.item(100, to: 1, from: 0), bulk.item(200, to: 2, from: 1)]
        let outcome = bulk.send(mode, items, by: .system)
        #expect(outcome.isDone || outcome.results == "11")
        #expect(bulk.balances == [0, 0, 300])
        // In the other order the money is not there yet.
        let other = try BulkFixture()
        let refused = other.send(mode, items.reversed(), by: .system)
        #expect(refused.detail == "index=0" || refused.results == "01")
    }

    @Test(arguments: BulkMode.allCases)
    func `each currency has a balance of its own`(mode: BulkMode) throws {
        let bulk = try BulkFixture()
        let items = [bulk.item(100, to: 1), bulk.item(1, to: 1, in: usd)]
        let outcome = bulk.send(mode, items)
        #expect(outcome.detail == "index=1" || outcome.results == "10")
        #expect(bulk.balances[0] == (mode == .each ? 0 : 100))
    }

    @Test func `who names a payer must be an administrator now`() throws {
        let bulk = try BulkFixture()
        let items = [bulk.item(10, to: 2, from: 1)]
        #expect(bulk.send(.each, items) == .forbidden(.administrator))
        let role = GrantRole(to: .user(bulk.users[0]), role: .admin)
        #expect(bulk.node.process([bulk.node.submission(role, by: .system)])[0].isDone)
        #expect(bulk.send(.each, items).results == "1")
        #expect(bulk.balances == [100, 90, 110])
    }

    @Test(arguments: BulkMode.allCases)
    func `a payer whom nobody knows is refused by a rule`(mode: BulkMode) throws {
        let bulk = try BulkFixture()
        let outcome = bulk.send(mode, [bulk.item(10, to: 2, from: 7)], by: .system)
        #expect(outcome.reason == "sender-not-found" || outcome.results == "0")
    }

    @Test func `nobody but a user pays from the own wallet`() throws {
        let bulk = try BulkFixture()
        #expect(bulk.send(.each, [bulk.item(10, to: 2)], by: .system) == .forbidden(.user))
    }
}

extension BulkTableTests.Row {
    fileprivate func bulkItems(_ bulk: BulkFixture) -> [TransferBulk.Item] {
        items.map { bulk.item($0.amount, to: $0.to, linked: $0.linked) }
    }
}

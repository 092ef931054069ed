import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model
@testable import Writer

/// What becomes of the items of a bulk of holds, in each mode.
@Suite(.patient) struct HoldBulkTests {
    /// A bulk of holds of two slots with two seats each, and what comes of it.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The number of each item's slot; of another number than 0 and 1 there is no slot.
        let slots: [Int]
        /// One digit for each item in mode each.
        let each: String
        /// The seats that are taken in mode each.
        let takenOfEach: [Int]
        let links: Set<Int>
        /// The first item that fails, and why; nil if all are done together.
        let failure: (index: Int, reason: String)?

        init(
            _ description: String,
            _ slots: [Int],
            links: Set<Int> = [],
            each: String,
            _ taken: [Int],
            failure: (Int, String)? = nil
        ) {
            testDescription = description
            self.slots = slots
            self.each = each
            takenOfEach = taken
            self.links = links
            self.failure = failure.map { (index: $0.0, reason: $0.1) }
        }
    }

    static let rows = [
        Row("all seats are free", [0, 1, 0, 1], each: "1111", [2, 2]),
        Row("one seat too many", [0, 0, 0, 1], each: "1101", [2, 1], failure: (2, "slot-full")),
        Row("no such slot", [0, 7, 1], each: "101", [1, 1], failure: (1, "not-found")),
        Row("all fail", [7, 8], each: "00", [0, 0], failure: (0, "not-found")),
        Row(
            "a linked item fails with the next one",
            [0, 1, 7, 1],
            links: [1],
            each: "1001",
            [1, 1],
            failure: (2, "not-found")
        ),
        Row(
            "the seats of a group that fails are there for the items after it",
            [0, 0, 0, 0, 0],
            links: [0, 1],
            each: "00011",
            [2, 0],
            failure: (2, "slot-full")
        ),
        Row(
            "three linked items, all done",
            [0, 1, 0, 0],
            links: [0, 1],
            each: "1110",
            [2, 1],
            failure: (3, "slot-full")
        ),
    ]

    private let node = Node()
    private let users: [UserID]
    private let slots: [SlotID]

    init() throws {
        let node = node
        users = try (1...2).map { try node.register(UInt64($0)) }
        slots = try (0..<2).map { try Self.slot(node, capacity: 2, number: $0) }
    }

    private static func slot(_ node: Node, capacity: Int64, number: Int) throws -> SlotID {
        let details = SlotDetails(title: "Slot \(number)", capacity: capacity, startsAt: nil)
        let outcome = node.process([node.submission(CreateSlot(details), by: .system)])[0]
        guard case .done(_, let location?, _) = outcome,
            let id = Int64(location.dropFirst("/slots/".count))
        else { throw Node.NotRegistered() }
        return SlotID(id)
    }

    private func item(
        _ slot: Int,
        for user: UserID? = nil,
        linked: Bool = false
    ) -> HoldBulk.Item {
        let id = slots.indices.contains(slot) ? slots[slot] : SlotID(9_000 + Int64(slot))
        return HoldBulk.Item(
            PlaceHold(inBulk: id, lifetimeSeconds: 60, for: user),
            isLinked: linked
        )
    }

    private func send(
        _ mode: BulkMode,
        _ items: [HoldBulk.Item],
        by actor: Actor? = nil,
        key: String? = "bulk"
    ) -> Outcome {
        let actor = actor ?? Actor(users[0])
        return node.process([node.submission(HoldBulk(mode, items), by: actor, key: key)])[0]
    }

    /// The seats of each slot that are held by the log.
    private var taken: [Int] {
        slots.map { slot in
            node.log.stored.reduce(0) { count, event in
                guard event.stream == .slot(slot), case .slot(let change) = event.event
                else { return count }
                return switch change {
                case .seatHeld: count + 1
                case .seatReleased: count - 1
                case .created, .changed, .seatConfirmed: count
                }
            }
        }
    }

    /// Whether this node and a fresh one find as many free seats as the log has.
    private func modelAgrees() -> Bool {
        let fresh = Node(node.log)
        fresh.clock.seconds = node.clock.seconds
        for (slot, taken) in zip(slots, taken) where taken == 2 {
            for node in [node, fresh] {
                let outcome = node.process(PlaceHold(slot, lifetimeSeconds: 60), by: users[1])
                if outcome.reason != "slot-full" { return false }
            }
        }
        return true
    }

    private func items(_ row: Row) -> [HoldBulk.Item] {
        row.slots.enumerated().map { item($1, linked: row.links.contains($0)) }
    }

    @Test(arguments: rows)
    func `in mode each every item or group of linked ones counts for itself`(row: Row) {
        #expect(send(.each, items(row)).results == row.each)
        #expect(taken == row.takenOfEach)
        #expect(modelAgrees())
    }

    @Test(arguments: rows)
    func `in mode all-or-nothing nothing is done if one item fails`(row: Row) {
        let outcome = send(.allOrNothing, items(row))
        switch row.failure {
        case nil:
            #expect(outcome.isDone)
            #expect(taken == row.takenOfEach)
        case (let index, "not-found")?:
            #expect(outcome == .notFound(.slot, detail: "index=\(index)"))
            #expect(taken == [0, 0])
        case (let index, let reason)?:
            #expect(outcome.reason == reason)
            #expect(outcome.detail == "index=\(index)")
            #expect(taken == [0, 0])
        }
        #expect(modelAgrees())
    }

    @Test(arguments: BulkMode.allCases)
    func `on a full slot each item ends one overdue hold, and no more`(mode: BulkMode) {
        #expect(send(.allOrNothing, [item(0), item(0)], key: nil).isDone)
        node.clock.seconds = 61
        let before = node.log.stored.count
        let outcome = send(mode, [item(0)], by: Actor(users[1]))
        #expect(outcome.isDone || outcome.results == "1")
        // The end of a hold and its seat's release; the new hold and its seat.
        #expect(node.log.stored.count == before + 4)
        #expect(send(.each, [item(0), item(0)], key: "next").results == "10")
        #expect(taken[0] == 2)
    }

    @Test(arguments: BulkMode.allCases)
    func `an administrator holds seats for others, who are registered and not deleted`(
        mode: BulkMode
    ) {
        let done = send(mode, [item(0, for: users[0]), item(0, for: users[1])], by: .system)
        #expect(done.isDone || done.results == "11")
        let owners = node.log.stored.compactMap { event -> UserID? in
            guard case .hold(.placed(let placed)) = event.event else { return nil }
            return placed.user
        }
        #expect(owners == users)
        let unknown = send(mode, [item(1, for: UserID(9_000))], by: .system, key: "unknown")
        #expect(unknown == .notFound(.user, detail: "index=0") || unknown.results == "0")
        #expect(node.process(DeleteUser(), by: users[1]).isDone)
        let deleted = send(mode, [item(1, for: users[1])], by: .system, key: "deleted")
        #expect(deleted.reason == "user-deleted" || deleted.results == "0")
        #expect(taken == [2, 0])
    }

    @Test func `who names another user must be an administrator now`() {
        #expect(send(.each, [item(0, for: users[1])]) == .forbidden(.administrator))
        let role = GrantRole(to: .user(users[0]), role: .admin)
        #expect(node.process([node.submission(role, by: .system)])[0].isDone)
        #expect(send(.each, [item(0, for: users[1])]).results == "1")
    }

    @Test func `nobody but a user holds seats of one's own`() {
        #expect(send(.each, [item(0)], by: .system) == .forbidden(.user))
    }

    @Test(arguments: BulkMode.allCases)
    func `a retry gets the same answer and takes no seat`(mode: BulkMode) {
        let first = send(mode, [item(0), item(1)])
        let again = send(mode, [item(0), item(1)])
        #expect(again != first)
        #expect(again.isDone == first.isDone && again.results == first.results)
        #expect(taken == [1, 1])
    }
}

import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model
@testable import Writer

@Suite(.patient) struct ClockTests {
    private let node = Node()
    private let alice: UserID
    private let bob: UserID

    init() throws {
        alice = try node.register(1)
        bob = try node.register(2)
    }

    private var transfer: TransferMoney { TransferMoney(to: .user(bob), amount: rub(1), memo: nil) }

    /// Makes the database's clock differ from the node's.
    private func shift(by seconds: Int) {
        node.log.now = { [clock = node.clock] in clock.now().advanced(bySeconds: seconds) }
    }

    @Test(arguments: [-9, -3, 3, 9])
    func `the time of a batch is the database's time`(seconds: Int) {
        node.clock.seconds = 100
        shift(by: seconds)
        #expect(node.process(transfer, by: alice).isDone)
        #expect(
            node.log.stored.last?.recordedAt == Given.start.advanced(bySeconds: 100 + seconds)
        )
    }

    @Test(arguments: [-34_560_000, -7_200, -11, 11, 7_200, 34_560_000])
    func `no command is decided while the clocks are too far apart`(seconds: Int) throws {
        let length = node.log.stored.count
        shift(by: seconds)
        let outcome = node.process(transfer, by: alice, key: "k")
        guard case .unavailable(1, let cause?) = outcome else {
            return #expect(Bool(false), "\(outcome)")
        }
        #expect(cause.contains("\(abs(seconds) * 1_000) ms"))
        #expect(cause.contains(seconds > 0 ? "ahead" : "behind"))
        #expect(node.log.stored.count == length)
        #expect(node.log.kept.isEmpty)
        #expect(!node.log.isLocked)
        shift(by: 0)
        #expect(node.process(transfer, by: alice, key: "k").isDone)
    }

    @Test func `waiting for the lock does not count as a clock difference`() {
        let asked = Given.start
        let answered = asked.advanced(bySeconds: 60)
        func difference(_ now: Timestamp) -> Int64 {
            LockReading(
                LockedLog(tail: .init(position: .start, recordedAt: asked, hash: []), now: now),
                askedAt: asked,
                answeredAt: answered,
                begun: MonotonicTime(nanoseconds: 0),
                uptime: MonotonicTime(nanoseconds: 0)
            ).clockDifference
        }
        #expect(difference(asked.advanced(bySeconds: 30)) == 0)
        #expect(difference(asked) == 0)
        #expect(difference(answered) == 0)
        #expect(difference(asked.advanced(bySeconds: -3)) == -3_000_000)
        #expect(difference(answered.advanced(bySeconds: 3)) == 3_000_000)
    }
}

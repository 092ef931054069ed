import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model

/// A command whose session the log has lost is never done.
@Suite(.patient) struct WitnessTests {
    private let node = Node()
    private let alice: UserID
    private let bob: UserID
    private let old = LogHistory.inMemory.newest.id
    private let new = EpochID(7)

    init() throws {
        alice = try node.register(1)
        bob = try node.register(2)
    }

    private func outcome(at place: LogPlace?, key: String? = nil) -> Outcome {
        let transfer = TransferMoney(to: .user(bob), amount: rub(1))
        return node.process([node.submission(transfer, by: Actor(alice), key: key, witness: place)]
        )[0]
    }

    private func begin(at position: Int64) {
        node.log.history = node.log.history.followed(
            by: new,
            at: LogPosition(position),
            in: LogHistory.inMemory.newest.home
        )
    }

    @Test func `a session that is in the log can send commands`() {
        #expect(outcome(at: LogPlace(LogPosition(5), in: old)).isDone)
        #expect(outcome(at: LogPlace(LogPosition(5))).isDone)
        #expect(outcome(at: nil).isDone)
        begin(at: 6)
        #expect(outcome(at: LogPlace(LogPosition(5), in: old)).isDone)
        #expect(outcome(at: LogPlace(LogPosition(900), in: new)).isDone)
    }

    @Test func `a command of a lost session has no effect and leaves no receipt`() {
        begin(at: 6)
        let events = node.log.stored.count
        for place in [
            LogPlace(LogPosition(6), in: old), LogPlace(LogPosition(6)),
            LogPlace(LogPosition(6), in: EpochID(99)),
        ] {
            #expect(outcome(at: place, key: "key") == .sessionLost)
        }
        #expect(node.log.stored.count == events)
        #expect(node.log.kept.isEmpty)
        #expect(node.balance(bob) == 100)
    }

    @Test func `a lost session never gets the answer under another user's key`() {
        begin(at: 6)
        #expect(outcome(at: nil, key: "key").isDone)
        #expect(outcome(at: LogPlace(LogPosition(6)), key: "key") == .sessionLost)
    }

    @Test func `each outcome carries the epoch in which it was decided`() {
        #expect(outcome(at: nil).isDone)
        #expect(node.epochs == [old])
        begin(at: 6)
        node.log.appendFailures = [.unavailable("lost")]
        #expect(outcome(at: nil).isDone)
        #expect(node.epochs == [new])
        node.log.lockFailures = Array(repeating: .lockTimeout, count: 3)
        #expect(!outcome(at: nil).isDone)
        #expect(node.epochs == [nil])
    }

    @Test func `a refresh with a lost generation does not end the session`() throws {
        let start = StartSession(alice, passwordChanges: 0, lifetimeSeconds: 1_000)
        guard case .done(let position, _, _) = node.process(start, by: alice) else {
            throw Node.NotRegistered()
        }
        let session = SessionID(createdAt: position)
        begin(at: position.rawValue + 1)
        func refresh(_ generation: Int64, _ place: LogPlace) -> Outcome {
            let command = RefreshSession(session, generation: generation, lifetimeSeconds: 1_000)
            return node.process([node.submission(command, by: Actor(alice), witness: place)])[0]
        }
        let lost = LogPlace(position.advanced(by: 1), in: old)
        #expect(refresh(2, lost) == .sessionLost)
        #expect(refresh(1, LogPlace(position, in: old)).isDone)
    }
}

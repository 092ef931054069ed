import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

/// A decision with events and a refusal: a refresh token that is used a second time.
@Suite(.patient) struct RefusalWithEventsTests {
    private let node = Node()
    private let user: UserID
    private let session: SessionID

    init() throws {
        user = try node.register(1)
        let start = StartSession(user, passwordChanges: 0, lifetimeSeconds: lifetime)
        guard case .done(let position, nil, false) = node.process(start, by: user)
        else { throw NotStarted() }
        session = SessionID(createdAt: position)
    }

    private struct NotStarted: Error {}

    private func refresh(_ generation: Int64, key: String? = nil) -> Outcome {
        let command = RefreshSession(session, generation: generation, lifetimeSeconds: lifetime)
        return node.process(command, by: user, key: key)
    }

    @Test func `the events are in the log and the answer is a refusal at their position`() {
        #expect(refresh(1).isDone)
        #expect(refresh(2).isDone)
        let length = Int64(node.log.stored.count)
        #expect(
            refresh(1)
                == .rejected(
                    reason: "refresh-token-reused",
                    position: LogPosition(length + 1),
                    replayed: false
                )
        )
        #expect(node.log.stored.last?.event == ended(session, of: user, .tokenReused).event)
        #expect(node.committed.last == node.log.stored.last)
        #expect(refresh(3).reason == "session-ended")
    }

    @Test func `the receipt keeps the refusal, and a retry has no effect`() {
        let first = refresh(7, key: "k")
        let length = node.log.stored.count
        guard case .rejected("refresh-token-reused", _, let position, false) = first
        else { return #expect(Bool(false), "\(first)") }
        #expect(
            refresh(7, key: "k")
                == .rejected(reason: "refresh-token-reused", position: position, replayed: true)
        )
        #expect(node.log.stored.count == length)
    }

    @Test func `12.9: the second of two refreshes with one token in a batch repeats the first`() {
        let command = RefreshSession(session, generation: 1, lifetimeSeconds: lifetime)
        let outcomes = node.process([
            node.submission(command, by: Actor(user)), node.submission(command, by: Actor(user)),
            node.submission(EndSession(session), by: Actor(user)),
        ])
        #expect(outcomes.map(\.isDone) == [true, false, true])
        #expect(outcomes.map(\.reason) == [nil, "refresh-repeated", nil])
    }

    @Test func `of two changes of one password in a batch only one is done`() {
        let command = ChangePassword(passwordHash: "a", keeping: session, passwordChanges: 0)
        let outcomes = node.process([
            node.submission(command, by: Actor(user)), node.submission(command, by: Actor(user)),
        ])
        #expect(outcomes.map(\.isDone) == [true, false])
        #expect(outcomes.map(\.reason) == [nil, "password-changed"])
        #expect(node.log.people.last == .passwordChanged(user, passwordHash: "a"))
    }
}

@Suite(.patient) struct RejectionTests {
    @Test(arguments: Rejection.allCases)
    func `a reason consists of lower-case letters and hyphens`(rejection: Rejection) {
        #expect(rejection.rawValue.allSatisfy { $0 == "-" || ("a"..."z").contains($0) })
    }
}

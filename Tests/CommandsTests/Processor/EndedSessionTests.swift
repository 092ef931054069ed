import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model

/// A session that has ended sends no command, on whichever node: the true state decides.
@Suite(.patient) struct EndedSessionTests {
    private let node = Node()
    private let alice: UserID
    private let bob: UserID

    init() throws {
        alice = try node.register(1)
        bob = try node.register(2)
    }

    private func start() throws -> SessionID {
        let start = StartSession(alice, passwordChanges: 0, lifetimeSeconds: 1_000)
        guard case .done(let position, _, _) = node.process(start, by: alice) else {
            throw Node.NotRegistered()
        }
        return SessionID(createdAt: position)
    }

    private func submission(_ command: any Command, in session: SessionID) -> Submission<Int> {
        node.submission(command, by: Actor(alice), key: "pay", session: session)
    }

    private func pay(in session: SessionID) -> Outcome {
        node.process([submission(TransferMoney(to: .user(bob), amount: rub(1)), in: session)])[0]
    }

    @Test func `a session that another node has ended can't pay`() throws {
        let session = try start()
        let other = Node(node.log)
        #expect(pay(in: session).isDone)
        #expect(other.process(EndSession(session), by: alice).isDone)
        let second = node.submission(
            TransferMoney(to: .user(bob), amount: rub(1)),
            by: Actor(alice),
            key: "second",
            session: session
        )
        #expect(node.process([second]) == [.sessionEnded])
        #expect(node.balance(bob) == 101)
        #expect(node.log.kept.count == 1)
    }

    @Test func `a sign-out stops the commands that follow in its batch`() throws {
        let session = try start()
        let batch = [
            node.submission(EndSession(session), by: Actor(alice), session: session),
            submission(TransferMoney(to: .user(bob), amount: rub(1)), in: session),
        ]
        let outcomes = node.process(batch)
        #expect(outcomes.first?.isDone == true)
        #expect(outcomes.last == .sessionEnded)
        #expect(node.log.kept.isEmpty)
    }

    @Test func `a user's other sessions end with all of them, and the kept one pays on`() throws {
        let (old, kept) = (try start(), try start())
        #expect(node.process(EndSessions(of: alice, keeping: kept), by: alice).isDone)
        #expect(pay(in: old) == .sessionEnded)
        #expect(pay(in: kept).isDone)
    }
}

import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model
@testable import Writer

@Suite(.patient) struct BatchTests {
    private let node = Node()
    private let alice: UserID
    private let bob: UserID

    init() throws {
        alice = try node.register(1)
        bob = try node.register(2)
    }

    private func transfer(_ amount: Int64, to user: UserID) -> TransferMoney {
        TransferMoney(to: .user(user), amount: rub(amount))
    }

    @Test func `each command of a batch is decided on the state after the ones before it`() {
        let outcomes = node.process([
            node.submission(transfer(100, to: bob), by: Actor(alice)),
            node.submission(transfer(1, to: bob), by: Actor(alice)),
            node.submission(transfer(150, to: alice), by: Actor(bob)),
            node.submission(transfer(1, to: bob), by: Actor(alice)),
        ])
        #expect(outcomes.map(\.isDone) == [true, false, true, true])
        #expect(node.balance(alice) == 149)
        #expect(node.balance(bob) == 51)
    }

    @Test func `a batch is one append, and its events are published in order`() {
        let appends = node.log.appends
        _ = node.process(
            (0..<10).map { _ in node.submission(transfer(1, to: bob), by: Actor(alice)) }
        )
        #expect(node.log.appends == appends + 1)
        #expect(node.committed == node.log.stored)
    }

    @Test func `events recorded before the lock's time are in the locked log`()
        throws
    {
        for turn in 0..<5 {
            node.clock.seconds += turn % 2
            node.clock.waited += 1
            let end = node.log.stored.last?.position
            _ = node.process([node.submission(transfer(1, to: bob), by: Actor(alice))])
            let reading = try #require(node.readings.last)
            let tail = reading.locked.tail
            #expect(tail.position == end)
            #expect(reading.begun == node.clock.uptime())
            let now = max(reading.locked.now, tail.recordedAt)
            let (before, after) = (
                node.log.stored.filter { $0.position <= tail.position },
                node.log.stored.filter { $0.position > tail.position }
            )
            #expect(before.allSatisfy { $0.recordedAt <= now })
            #expect(after.allSatisfy { $0.recordedAt >= now })
        }
    }

    @Test func `an administrator may go once an earlier command of the batch has made another`() {
        _ = node.process([
            node.submission(GrantRole(to: .user(alice), role: .admin), by: .system)
        ])
        let other = Node(node.log)
        let outcomes = other.process([
            other.submission(GrantRole(to: .user(bob), role: .admin), by: .system),
            other.submission(DeleteUser(), by: Actor(alice)),
        ])
        #expect(outcomes.map(\.isDone) == [true, true])
    }

    @Test func `a command can use a thing that an earlier one of its batch made`() {
        let user = node.log.stored.count + 3
        let details = PersonalDetails(username: "c", email: "c", name: nil, passwordHash: "")
        let outcomes = node.process([
            node.submission(
                Register(username: name(3), email: address(3), details: details, grant: rub(0)),
                by: .anonymous
            ),
            node.submission(
                TransferMoney(to: .username(name(3)), amount: rub(7)),
                by: Actor(alice)
            ),
            node.submission(GrantRole(to: .username(name(3)), role: .admin), by: .system),
        ])
        #expect(outcomes.map(\.isDone) == [true, true, true])
        #expect(node.balance(UserID(Int64(user))) == 7)
    }

    @Test func `of two registrations of one name in a batch one succeeds`() {
        let outcomes = node.process(
            (0..<2).map { index in
                let details = PersonalDetails(
                    username: "c",
                    email: "c",
                    name: nil,
                    passwordHash: ""
                )
                return node.submission(
                    Register(
                        username: name(3),
                        email: address(3 + UInt64(index)),
                        details: details,
                        grant: rub(0)
                    ),
                    by: .anonymous
                )
            }
        )
        #expect(outcomes[0].isDone)
        #expect(outcomes[1].reason == "username-taken")
    }

    @Test func `missing streams of a batch are loaded in one query per step`() {
        let fresh = Node(node.log)
        _ = fresh.process(
            (0..<10).map { _ in
                fresh.submission(transfer(1, to: bob), by: Actor(alice))
            }
        )
        #expect(
            node.log.historyQueries.last == [
                .account(AccountID(of: alice)), .account(AccountID(of: bob)),
            ]
        )
        let queries = node.log.historyQueries.count
        _ = fresh.process([
            fresh.submission(
                TransferMoney(to: .username(name(2)), amount: rub(1)),
                by: Actor(alice)
            )
        ])
        #expect(node.log.historyQueries.count == queries + 1)
    }

    @Test func `events of another node are followed before decisions`() {
        let other = Node(node.log)
        #expect(other.process(transfer(100, to: bob), by: alice).isDone)
        #expect(node.process(transfer(1, to: bob), by: alice).reason == "insufficient-funds")
        #expect(node.process(transfer(200, to: alice), by: bob).isDone)
        #expect(node.balance(alice) == 200)
    }

    @Test func `events that another node appends during the wait for the lock are followed`() {
        let other = Node(node.log)
        node.log.beforeLock = { [alice, bob] in
            _ = other.process(
                TransferMoney(to: .user(bob), amount: rub(100)),
                by: alice
            )
        }
        #expect(node.process(transfer(1, to: bob), by: alice).reason == "insufficient-funds")
        #expect(node.balance(bob) == 200)
    }

    @Test func `an event that a loaded stream includes is not applied again`() throws {
        let other = Node(node.log)
        let carol = try other.register(3)
        // Carol's stream is loaded before the lock, with events beyond the model's position.
        #expect(node.process(transfer(60, to: alice), by: carol).isDone)
        #expect(node.process(transfer(60, to: alice), by: carol).reason == "insufficient-funds")
    }

    @Test func `a node that is too far behind forgets everything and loads it again`() {
        var limits = CommandLimits()
        limits.catchUp = 3
        limits.catchUpChunk = 2
        let other = Node(node.log, limits: limits)
        #expect(other.process(transfer(1, to: bob), by: alice).isDone)
        for _ in 0..<3 { #expect(node.process(transfer(33, to: bob), by: alice).isDone) }
        #expect(other.process(transfer(1, to: bob), by: alice).reason == "insufficient-funds")
    }

    @Test func `a batch is never earlier than the last event`() {
        node.clock.seconds = 100
        #expect(node.process(transfer(1, to: bob), by: alice).isDone)
        node.clock.seconds = 50
        #expect(node.process(transfer(1, to: bob), by: alice).isDone)
        #expect(node.log.stored.last?.recordedAt == Given.start.advanced(bySeconds: 100))
    }

    @Test func `a command that is too old when it would be decided has no effect`() {
        node.clock.waited = 6_000
        let outcomes = node.process([
            node.submission(transfer(1, to: bob), by: Actor(alice), receivedAt: 999),
            node.submission(transfer(1, to: bob), by: Actor(alice), receivedAt: 1_000),
        ])
        #expect(outcomes[0] == .unavailable)
        #expect(outcomes[1].isDone)
        #expect(node.balance(bob) == 101)
    }

    @Test func `an event carries its origin`() throws {
        let submission = Submission(
            transfer(1, to: bob),
            id: UUID128(high: 7, low: 8),
            actor: Actor(alice),
            receivedAt: MonotonicTime(nanoseconds: 0),
            causation: UUID128(high: 1, low: 1),
            correlation: UUID128(high: 2, low: 2),
            ticket: 0
        )
        _ = node.process([submission])
        let event = try #require(node.log.stored.last)
        #expect(
            event.origin
                == Origin(
                    command: UUID128(high: 7, low: 8),
                    actor: Actor(alice),
                    causation: UUID128(high: 1, low: 1),
                    correlation: UUID128(high: 2, low: 2)
                )
        )
    }

    @Test func `personal data is appended with the events`() {
        #expect(
            node.log.people.compactMap { change -> UserID? in
                if case .added(let person) = change { person.user } else { nil }
            } == [alice, bob]
        )
    }
}

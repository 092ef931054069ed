import Entities
import Events
import HTTP
import TestSupport
import Testing

@testable import HTTP
@testable import Identity
@testable import Model
@testable import Node

@Suite(.patient) struct OwnWritesTests {
    private let alice = UserID(3)
    private let bob = UserID(7)
    private static let ticket = Ticket(loop: 0, descriptor: 1, generation: 1, sequence: 0)

    private func done(_ position: Int64, location: String? = nil) -> Outcome {
        .done(position: LogPosition(position), location: location, replayed: false)
    }

    private func by(_ user: UserID) -> Caller { .request(Self.ticket, by: user) }

    @Test
    func `a user waits for the last answered command until all read models have it`() {
        let writes = OwnWrites()
        #expect(writes.position(of: alice) == nil)
        writes.record([(by(alice), done(10)), (by(bob), done(12)), (by(alice), done(14))])
        #expect(writes.position(of: alice) == LogPosition(14))
        #expect(writes.position(of: bob) == LogPosition(12))
        writes.settle(upTo: LogPosition(12))
        #expect(writes.position(of: alice) == LogPosition(14))
        #expect(writes.position(of: bob) == nil)
        writes.settle(upTo: LogPosition(14))
        #expect(writes.position(of: alice) == nil)
    }

    @Test func `a refused command counts, and an undecided one does not`() {
        let writes = OwnWrites()
        let refused = Outcome.rejected(reason: "x", position: LogPosition(5), replayed: false)
        writes.record([
            (by(alice), refused), (by(bob), .notFound(.order)),
            (by(bob), .forbidden(.administrator)),
            (by(bob), .keyReused), (by(bob), .unknown),
            (by(bob), .unavailable(retryAfterSeconds: 1)),
        ])
        #expect(writes.position(of: alice) == LogPosition(5))
        #expect(writes.position(of: bob) == nil)
    }

    @Test func `a registration counts for the user that it has made`() {
        let writes = OwnWrites()
        writes.record([
            (.registration(Self.ticket), done(9, location: "/users/3")),
            (.registration(Self.ticket), .unavailable(retryAfterSeconds: 1)),
            (.job, done(20)),
        ])
        #expect(writes.position(of: alice) == LogPosition(9))
    }

    @Test func `a repeated answer does not lower the position`() {
        let writes = OwnWrites()
        writes.record([(by(alice), done(10)), (by(alice), done(4))])
        #expect(writes.position(of: alice) == LogPosition(10))
        writes.settle(upTo: LogPosition(10))
        writes.record([(by(alice), done(8))])
        #expect(writes.position(of: alice) == nil)
    }

    @Test func `nobody waits for a command that all read models had before its answer`() {
        let writes = OwnWrites()
        writes.settle(upTo: LogPosition(10))
        writes.record([(by(alice), done(10)), (by(bob), done(11))])
        #expect(writes.position(of: alice) == nil)
        #expect(writes.position(of: bob) == LogPosition(11))
    }

    @Test func `a position that is used again after a lost end is waited for`() {
        let writes = OwnWrites()
        writes.settle(upTo: LogPosition(30))
        writes.cut(to: LogPosition(20))
        writes.record([(by(alice), done(22))])
        #expect(writes.position(of: alice) == LogPosition(22))
    }

    @Test func `nobody waits for a command that the log has lost`() {
        let writes = OwnWrites()
        writes.record([(by(alice), done(10)), (by(bob), done(30))])
        writes.cut(to: LogPosition(20))
        #expect(writes.position(of: alice) == LogPosition(10))
        #expect(writes.position(of: bob) == nil)
        writes.record([(by(bob), done(22))])
        #expect(writes.position(of: bob) == LogPosition(22))
    }

    @Test func `beyond the limit of users, those who wrote first are forgotten`() {
        let writes = OwnWrites(limit: 3)
        for user in Int64(1)...5 { writes.record(UserID(user), LogPosition(user)) }
        #expect(
            (1...5).map { writes.position(of: UserID($0)) != nil } == [
                false, false, true, true, true,
            ]
        )
        // Many commands of one user take the places of others no longer than they have to.
        for position in Int64(6)...5_000 { writes.record(UserID(5), LogPosition(position)) }
        #expect(writes.position(of: UserID(5)) == LogPosition(5_000))
        writes.settle(upTo: LogPosition(5_000))
        #expect(writes.position(of: UserID(5)) == nil)
    }

    @Test func `nobody waits if the setting is off`() {
        let writes = OwnWrites(isOn: false)
        writes.record([(by(alice), done(10))])
        writes.record(alice, LogPosition(11))
        #expect(writes.position(of: alice) == nil)
    }
}

extension OwnWrites {
    /// Notes answers, in whatever epoch they were decided.
    fileprivate func record(_ answers: [(Caller, Outcome)]) {
        record(answers.map { ($0.0, $0.1, nil) })
    }
}

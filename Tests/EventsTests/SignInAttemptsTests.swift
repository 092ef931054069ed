import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model

@Suite struct SignInAttemptsTests {
    private let fixture: LogFixture
    private let attempts: SignInAttempts
    private let anna: SignInSubject
    private let ben: SignInSubject
    private let now = Timestamp(microseconds: 1_700_000_000_000_000)

    init() throws {
        fixture = try LogFixture()
        attempts = SignInAttempts(try fixture.database.connect(role: LogRole.commands.rawValue))
        let hasher = ClaimHasher(key: try LogSecrets.load(fixture.owner).claims)
        anna = SignInSubject(account: "anna", hasher)
        ben = SignInSubject(address: "anna", hasher)
        #expect(anna != ben)
    }

    private func fail(_ subject: SignInSubject, _ times: Int) throws -> Timestamp {
        var until = now
        for _ in 0..<times { until = try attempts.recordFailure(subject, .account, at: now) }
        return until
    }

    @Test(arguments: [(1, 0), (4, 0), (5, 1), (8, 8), (15, 900), (20, 900)])
    func `each failure is counted and delays the next attempt`(failures: Int, seconds: Int) throws {
        let until = now.advanced(bySeconds: seconds)
        #expect(try fail(anna, failures) == until)
        #expect(try attempts.blockedUntil([anna], at: now) == (seconds > 0 ? until : nil))
        #expect(try attempts.blockedUntil([anna], at: until) == nil)
        #expect(try attempts.blockedUntil([ben], at: now) == nil)
    }

    @Test func `the longest wait of several subjects counts`() throws {
        _ = try fail(anna, 6)
        _ = try fail(ben, 8)
        for subjects in [[anna, ben], [ben, anna]] {
            #expect(
                try attempts.blockedUntil(subjects, at: now) == now.advanced(bySeconds: 8)
            )
        }
        #expect(try attempts.blockedUntil([], at: now) == nil)
    }

    @Test func `failures are visible to another connection`() throws {
        _ = try fail(anna, 5)
        let again = SignInAttempts(
            try fixture.database.connect(role: LogRole.commands.rawValue)
        )
        #expect(try again.blockedUntil([anna], at: now) == now.advanced(bySeconds: 1))
    }

    @Test func `a success deletes all failures`() throws {
        _ = try fail(anna, 7)
        #expect(try attempts.clear([anna, ben]) == 1)
        #expect(try attempts.blockedUntil([anna], at: now) == nil)
        #expect(try fail(anna, 1) == now)
    }

    @Test func `only old failures are deleted, in portions`() throws {
        _ = try fail(anna, 5)
        _ = try attempts.recordFailure(ben, .account, at: now.advanced(bySeconds: 10))
        #expect(try attempts.delete(before: now, limit: 10) == 0)
        #expect(try attempts.delete(before: now.advanced(bySeconds: 99), limit: 1) == 1)
        #expect(try attempts.blockedUntil([anna], at: now) == nil)
        #expect(try attempts.delete(before: now.advanced(bySeconds: 99), limit: 1) == 1)
    }

    @Test(arguments: [LogRole.queries, .projections])
    func `only the write side sees failed sign-ins`(role: LogRole) throws {
        let connection = try fixture.database.connect(role: role.rawValue)
        #expect(throws: PostgresError.self) {
            try connection.execute("SELECT failures FROM people.sign_in_attempts")
        }
    }
}

import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model

/// Issue numbers 2 and 3: what failed sign-ins count against, and how it is forgotten.
@Suite(.patient)
struct SignInAttemptsTests {
    private let fixture: LogFixture
    private let attempts: SignInAttempts
    private let hasher: ClaimHasher
    private let now = Timestamp(microseconds: 1_700_000_000_000_000)
    private let anna = UserID(7)

    init() throws {
        fixture = try LogFixture()
        attempts = SignInAttempts(try fixture.database.connect(role: LogRole.commands.rawValue))
        hasher = ClaimHasher(key: try LogSecrets.load(fixture.owner).claims)
    }

    /// A try by a stranger, or by a client that is counted apart.
    private func trial(
        _ user: UserID,
        by client: String? = nil,
        from address: String? = "192.0.2.1",
        knows isKnown: Bool = false
    ) -> SignInTrial {
        let account = SignInSubject(user, hasher)
        return SignInTrial(
            of: user,
            subject: client.map { SignInSubject($0, of: user, hasher) } ?? account,
            account: account,
            address: address.map { SignInSubject(address: $0, knows: isKnown, hasher) },
            addresses: [false, true].map {
                SignInSubject(address: address ?? "", knows: $0, hasher)
            }
        )
    }

    private func fail(_ trial: SignInTrial, _ times: Int, at time: Timestamp) throws -> Timestamp {
        var until = time
        for _ in 0..<times { until = try attempts.recordFailure(trial, at: time) }
        return until
    }

    // MARK: Accounts

    @Test(arguments: [(1, 0), (4, 0), (5, 1), (8, 8), (15, 900), (20, 900)])
    func `each failure is counted and delays the next attempt`(failures: Int, seconds: Int) throws {
        let until = now.advanced(bySeconds: seconds)
        #expect(try fail(trial(anna), failures, at: now) == until)
        let blocked = try attempts.blockedUntil(trial(anna, from: "192.0.2.9"), at: now)
        #expect(blocked == (seconds > 0 ? until : nil))
        #expect(try attempts.blockedUntil(trial(anna), at: until) == nil)
        #expect(try attempts.blockedUntil(trial(UserID(8)), at: now) == nil)
    }

    @Test(arguments: [(1, 8), (2, 4), (3, 2), (48, 1)])
    func `each hour without a failure halves the count`(hours: Int, count: Int) throws {
        _ = try fail(trial(anna), 15, at: now)
        let later = now.advanced(bySeconds: hours * 3_600)
        _ = try attempts.recordFailure(trial(anna), at: later)
        let rows = try fixture.owner.execute("SELECT failures FROM people.sign_in_attempts")
        #expect(try rows.only().int32(0) == Int32(count))
    }

    @Test func `a clock that goes back takes nothing off the count`() throws {
        _ = try fail(trial(anna), 5, at: now)
        let until = try attempts.recordFailure(trial(anna), at: now.advanced(bySeconds: -7_200))
        #expect(until == now.advanced(bySeconds: -7_200 + 2))
    }

    @Test func `a client that is known is counted apart`() throws {
        _ = try fail(trial(anna), 15, at: now)
        let known = trial(anna, by: "device:1", from: nil)
        #expect(try attempts.blockedUntil(known, at: now) == nil)
        _ = try fail(known, 5, at: now)
        #expect(try attempts.blockedUntil(known, at: now) == now.advanced(bySeconds: 1))
        #expect(
            try attempts.blockedUntil(trial(anna, by: "device:2", from: nil), at: now) == nil
        )
        try attempts.recordSuccess(known)
        #expect(try attempts.blockedUntil(known, at: now) == nil)
        #expect(try attempts.blockedUntil(trial(anna), at: now) == now.advanced(bySeconds: 900))
    }

    @Test func `failures are visible to another connection`() throws {
        _ = try fail(trial(anna), 5, at: now)
        let again = SignInAttempts(
            try fixture.database.connect(role: LogRole.commands.rawValue)
        )
        #expect(try again.blockedUntil(trial(anna), at: now) == now.advanced(bySeconds: 1))
    }

    @Test func `a lifted lock-out leaves no failures of the user`() throws {
        let (stranger, known) = (trial(anna), trial(anna, by: "device:1", from: nil))
        for trial in [stranger, known] { _ = try fail(trial, 7, at: now) }
        _ = try fail(trial(UserID(8)), 7, at: now)
        try attempts.clear(anna, hasher)
        for trial in [stranger, known] {
            #expect(try attempts.blockedUntil(trial, at: now) == nil)
        }
        #expect(try attempts.blockedUntil(trial(UserID(8)), at: now) != nil)
        let rows = try fixture.owner.execute("SELECT count(*) FROM people.address_failures")
        #expect(try rows.only().int64(0) == 1)
    }

    // MARK: Addresses

    /// One failure each of so many accounts.
    private func spray(
        _ accounts: Range<Int64>,
        knows isKnown: Bool = false,
        at time: Timestamp
    )
        throws
    {
        for number in accounts {
            _ = try fail(trial(UserID(number), knows: isKnown), 1, at: time)
        }
    }

    private func delay(knows isKnown: Bool = false, at time: Timestamp) throws -> Int64? {
        try attempts.blockedUntil(trial(UserID(5_000), knows: isKnown), at: time)
            .map { ($0.microseconds - time.microseconds) / 1_000_000 }
    }

    @Test(arguments: [(19, nil), (20, 1), (22, 4), (30, 900)])
    func `an address is delayed after failures of many accounts`(
        accounts: Int64,
        seconds: Int64?
    ) throws {
        try spray(100..<100 + accounts, at: now)
        #expect(try delay(at: now) == seconds)
    }

    @Test func `an address counts an account once`() throws {
        for number in 100..<Int64(119) { _ = try fail(trial(UserID(number)), 4, at: now) }
        #expect(try delay(at: now) == nil)
    }

    @Test func `failures a day apart never lock an address`() throws {
        for day in 0..<60 {
            let time = now.advanced(bySeconds: day * 86_400)
            try spray(Int64(100 + day)..<Int64(101 + day), at: time)
            #expect(try delay(at: time) == nil)
        }
    }

    @Test func `an address recovers within an hour`() throws {
        try spray(100..<140, at: now)
        #expect(try delay(at: now) == 900)
        #expect(try delay(at: now.advanced(bySeconds: 3_600)) == nil)
    }

    @Test func `an account that signs in after a slip does not count against its address`() throws {
        for number in 100..<Int64(160) {
            let person = trial(UserID(number))
            _ = try fail(person, 2, at: now)
            #expect(try attempts.blockedUntil(person, at: now) == nil)
            try attempts.recordSuccess(person)
        }
        // Its own failures only: a client that knows one password may not try other users'.
        try spray(200..<220, at: now)
        try attempts.recordSuccess(trial(UserID(100)))
        #expect(try delay(at: now) == 1)
    }

    @Test func `names that are tried delay no account that has signed in from the address`() throws
    {
        try spray(100..<140, at: now)
        #expect(try delay(knows: true, at: now) == nil)
        try spray(200..<220, knows: true, at: now)
        #expect(try delay(knows: true, at: now) == 1)
        try attempts.recordSuccess(trial(UserID(200)))
        #expect(try delay(knows: true, at: now) == nil)
    }

    // MARK: Retention

    @Test func `only old failures are deleted, in portions`() throws {
        _ = try fail(trial(anna), 5, at: now)
        _ = try fail(trial(UserID(8)), 1, at: now.advanced(bySeconds: 10))
        let later = now.advanced(bySeconds: 99)
        #expect(try attempts.delete(before: now, limit: 10) == 0)
        #expect(try attempts.delete(before: later, limit: 1) == 2)
        #expect(try attempts.blockedUntil(trial(anna), at: now) == nil)
        #expect(try attempts.delete(before: later, limit: 1) == 2)
        #expect(try attempts.delete(before: later, limit: 1) == 0)
    }

    @Test func `an address is known until it is forgotten`() throws {
        let clients = KnownClients(
            try fixture.database.connect(role: LogRole.commands.rawValue)
        )
        let home = SignInSubject("address:1", of: anna, hasher)
        #expect(try !clients.contain(home, of: anna, since: now))
        try clients.record(home, of: anna, at: now)
        #expect(try clients.contain(home, of: anna, since: now))
        #expect(try !clients.contain(home, of: UserID(8), since: now))
        #expect(try !clients.contain(home, of: anna, since: now.advanced(bySeconds: 1)))
        let day = now.advanced(bySeconds: 90_000)
        try clients.record(home, of: anna, at: day)
        #expect(try clients.contain(home, of: anna, since: day))
        #expect(try clients.delete(before: day, limit: 10) == 0)
        #expect(try clients.delete(before: day.advanced(bySeconds: 1), limit: 10) == 1)
        try clients.record(home, of: anna, at: day)
        try clients.delete(of: anna)
        #expect(try !clients.contain(home, of: anna, since: now))
    }

    @Test(arguments: [LogRole.queries, .projections])
    func `only the write side sees failed sign-ins`(role: LogRole) throws {
        let connection = try fixture.database.connect(role: role.rawValue)
        for table in ["sign_in_attempts", "address_failures", "known_clients"] {
            #expect(throws: PostgresError.self) {
                try connection.execute("SELECT FROM people.\(table)")
            }
        }
    }
}

import API
import Commands
import Crypto
import EventStore
import Events
import Glibc
import HTTP
import Model
import Postgres
import Runtime
import Text

extension PasswordWorkers {
    /// Returns false if too many requests wait.
    package func signIn(_ credentials: Credentials, _ origin: RequestOrigin) -> Bool {
        workers.submit(origin.ticket) { [self] database in
            try respond(to: credentials, origin, &database)
        }
    }

    /// Takes the same steps whether or not the user exists, so that the time reveals neither.
    private func respond(
        to credentials: Credentials,
        _ origin: RequestOrigin,
        _ database: inout DatabaseHandle
    ) throws -> Response? {
        let attempt = PasswordAttempt(login: credentials.login, from: origin.address, claims, clock)
        if let problem = try attempt.hindrance(&database) { return Response(problem) }
        let found = try reader.person(credentials.login, people.sealer, &database)
        let person = people.trusted(found)
        let standing = try reader.standing(of: person?.user, &database)
        let stored = person.flatMap { PasswordHash(text: $0.passwordHash) } ?? dummy
        let matches = stored.matches(credentials.password)
        guard let person, matches, !standing.isDeleted else {
            try attempt.failed(&database)
            return Response(TokenGrant.wrongPassword)
        }
        try attempt.succeeded(&database)
        let grant = TokenGrant(
            issuer: issuer,
            user: person.user,
            roles: standing.roles,
            session: .begun
        )
        return submit(
            StartSession(
                person.user,
                passwordChanges: person.passwordChanges,
                lifetimeSeconds: rules.refreshSeconds
            ),
            of: Actor(person.user),
            for: .tokens(origin.ticket, grant),
            origin
        )
    }
}

/// One try at a password.
///
/// It counts against the account, whether or not that exists, and against the client's address.
struct PasswordAttempt {
    private let account: SignInSubject
    private let address: SignInSubject
    private let clock: ServiceClock

    /// `login`: user name or e-mail address in its comparable form.
    init(login: String, from address: Address, _ claims: ClaimHasher, _ clock: ServiceClock) {
        self.clock = clock
        account = SignInSubject(account: login, claims)
        self.address = SignInSubject(address: hexadecimal(address.bytes), claims)
    }

    /// Returns why the attempt is not allowed now; nil if it is.
    func hindrance(_ database: inout DatabaseHandle) throws(PostgresError) -> Problem? {
        let now = Timestamp(microseconds: clock.unixMicroseconds)
        let until = try database.use { (connection) throws(PostgresError) in
            try SignInAttempts(connection).blockedUntil([account, address], at: now)
        }
        guard let until else { return nil }
        let wait = until.microseconds - now.microseconds
        return .tooMany(
            "Too many wrong passwords. Wait before the next try.",
            retryAfterSeconds: Int((wait + 999_999) / 1_000_000)
        )
    }

    func failed(_ database: inout DatabaseHandle) throws(PostgresError) {
        let now = Timestamp(microseconds: clock.unixMicroseconds)
        try database.use { (connection) throws(PostgresError) in
            let attempts = SignInAttempts(connection)
            try attempts.recordFailure(account, .account, at: now)
            try attempts.recordFailure(address, .address, at: now)
        }
    }

    /// Clears the account's failures, but not the address's.
    ///
    /// Otherwise a client that knows one password could try other users' passwords for ever.
    func succeeded(_ database: inout DatabaseHandle) throws(PostgresError) {
        _ = try database.use { (connection) throws(PostgresError) in
            try SignInAttempts(connection).clear([account])
        }
    }
}

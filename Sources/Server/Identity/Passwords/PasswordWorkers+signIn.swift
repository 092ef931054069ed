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
    /// False if too many wait.
    package func signIn(_ credentials: Credentials, _ origin: RequestOrigin) -> Bool {
        take(origin) { desk, session in try desk.answer(credentials, origin, &session) }
    }

    /// Does the same whether or not there is such a user, and whichever of both is wrong; a row that
    /// is not believed is nobody's.
    private func answer(
        _ credentials: Credentials,
        _ origin: RequestOrigin,
        _ session: inout DatabaseHandle
    ) throws -> Response? {
        let attempt = PasswordAttempt(login: credentials.login, from: origin.address, claims, clock)
        if let problem = try attempt.hindrance(&session) { return Response(problem) }
        let person = believed(try reader.person(credentials.login, people.sealer, &session))
        let standing = try reader.standing(of: person?.user, &session)
        let stored = person.flatMap { PasswordHash(text: $0.passwordHash) } ?? dummy
        let matches = stored.matches(credentials.password)
        guard let person, matches, !standing.isDeleted else {
            try attempt.failed(&session)
            return Response(Self.wrong)
        }
        try attempt.succeeded(&session)
        let grant = TokenGrant(
            issuer: issuer,
            user: person.user,
            roles: standing.roles,
            session: .begun
        )
        return hand(
            StartSession(
                person.user,
                passwordChanges: person.passwordChanges,
                lifetimeSeconds: rules.refreshSeconds
            ),
            of: Actor(person.user),
            nil,
            for: .tokens(origin.ticket, grant),
            origin
        )
    }

    private func believed(_ found: FoundPerson?) -> Person? {
        switch found {
        case .sealed(let person): return person
        case .distrusted(let user):
            people.report(user)
            return nil
        case nil: return nil
        }
    }
}

/// One try at a password, counted under the account that it is for, whether or not there is one, and
/// under the address that it comes from.
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

    /// Why it may not be made now; nil if it may.
    func hindrance(_ session: inout DatabaseHandle) throws(PostgresError) -> Problem? {
        let now = Timestamp(microseconds: clock.unixMicroseconds)
        let until = try session.use { (connection) throws(PostgresError) in
            try SignInAttempts(connection).blockedUntil([account, address], at: now)
        }
        guard let until else { return nil }
        let wait = until.microseconds - now.microseconds
        return .tooMany(
            "Too many wrong passwords. Wait before the next try.",
            retryAfterSeconds: Int((wait + 999_999) / 1_000_000)
        )
    }

    func failed(_ session: inout DatabaseHandle) throws(PostgresError) {
        let now = Timestamp(microseconds: clock.unixMicroseconds)
        try session.use { (connection) throws(PostgresError) in
            let attempts = SignInAttempts(connection)
            try attempts.recordFailure(account, .account, at: now)
            try attempts.recordFailure(address, .address, at: now)
        }
    }

    /// Forgives the account its failures, but not the address: somebody who knows one password could
    /// try others' for ever.
    func succeeded(_ session: inout DatabaseHandle) throws(PostgresError) {
        _ = try session.use { (connection) throws(PostgresError) in
            try SignInAttempts(connection).clear([account])
        }
    }
}

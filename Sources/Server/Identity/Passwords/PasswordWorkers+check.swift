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
import Writer

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
                lifetimeSeconds: rules.refreshSeconds,
                details: origin.details
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

/// The request of a user who changes the password or the own details, which the present password
/// allows.
package struct CheckedChange: Sendable {
    package enum Wish: Sendable {
        case password(PasswordPair)
        case details(DetailsWish)

        /// The present password, right or wrong.
        var password: [UInt8] {
            switch self {
            case .password(let pair): pair.old
            case .details(let wish): wish.password
            }
        }
    }

    let identity: Identity
    let key: IdempotencyKey?
    let wish: Wish

    package init(_ wish: Wish, by identity: Identity, under key: IdempotencyKey?) {
        self.identity = identity
        self.key = key
        self.wish = wish
    }
}

extension PasswordWorkers {
    /// Returns false if too many requests wait.
    package func change(_ change: CheckedChange, _ origin: RequestOrigin) -> Bool {
        workers.submit(origin.ticket) { [self] database in
            try respond(to: change, origin, &database)
        }
    }

    private func respond(
        to change: CheckedChange,
        _ origin: RequestOrigin,
        _ database: inout DatabaseHandle
    ) throws -> Response? {
        let user = change.identity.user
        func submit(_ command: any Command) -> Response? {
            self.submit(
                command,
                of: Actor(user),
                change.key,
                witness: change.identity.issuedAt,
                for: .request(origin.ticket, by: user),
                origin
            )
        }
        // The receipt decides about a repeated request: the old password is another one by now.
        if try hasReceipt(change, &database) { return submit(RefusePasswordChange()) }
        guard let found = try reader.person(user, people.sealer, &database) else {
            return Response(Problem(.unauthorized, "The user no longer exists."))
        }
        // No password is right if the stored hash cannot be trusted.
        guard let person = people.trusted(found) else { return submit(RefusePasswordChange()) }
        let login = NormalForm.username(person.username)
        let attempt = PasswordAttempt(login: login, from: origin.address, claims, clock)
        if let problem = try attempt.hindrance(&database) { return Response(problem) }
        guard PasswordHash(text: person.passwordHash)?.matches(change.wish.password) == true else {
            try attempt.failed(&database)
            return submit(RefusePasswordChange())
        }
        try attempt.succeeded(&database)
        return submit(command(for: change, by: person))
    }

    private func command(for change: CheckedChange, by person: Person) -> any Command {
        switch change.wish {
        case .password(let pair):
            ChangePassword(
                passwordHash: PasswordHash(of: pair.new, cost: rules.cost).text,
                keeping: change.identity.session,
                passwordChanges: person.passwordChanges
            )
        case .details(let wish):
            ChangeDetails(
                email: wish.email.map { (claims.email(NormalForm.email($0)), $0) },
                name: wish.name,
                passwordChanges: person.passwordChanges
            )
        }
    }

    private func hasReceipt(
        _ change: CheckedChange,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> Bool {
        guard let key = change.key else { return false }
        let receipt = ReceiptKey(actor: Actor(change.identity.user), key: key.key)
        return try database.use { (connection) throws(PostgresError) in
            try connection.hasReceipt(under: receipt)
        }
    }
}

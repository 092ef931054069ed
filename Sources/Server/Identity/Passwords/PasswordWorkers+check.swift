import API
import Commands
import Crypto
import Entities
import EventStore
import Events
import HTTP
import Model
import Postgres
import Runtime
import Synchronization
import Text
import Writer

extension PasswordWorkers {
    /// Throws if the request is refused at once.
    ///
    /// `client` is what the request shows of earlier sign-ins.
    package func signIn(
        _ credentials: Credentials,
        by client: KnownClient?,
        _ origin: RequestOrigin
    ) throws(Problem) {
        let place = Line.Share.account(origin.address, login: credentials.login)
        let isKnown = client != nil || line.withLock { $0.isKnown(place) }
        try enqueue(
            isKnown ? .knownSignIn : .signIn,
            share: client.map { .client($0.user) } ?? place,
            hashes: credentials.password.hashes,
            origin
        ) { [self] database in try respond(to: credentials, client, origin, &database) }
    }

    /// Takes the same steps whether or not the user exists, so that the time reveals neither.
    private func respond(
        to credentials: Credentials,
        _ client: KnownClient?,
        _ origin: RequestOrigin,
        _ database: inout DatabaseHandle
    ) throws -> Response? {
        let login = credentials.login
        let owner = try reader.owner(of: login, &database)
        let found = try reader.person(owner, insteadOf: login, people.sealer, &database)
        let owned = owner == nil ? nil : people.trusted(found)
        // An address that its user has given up stays claimed, and does not sign in.
        let isGivenUp = login.contains("@") && owned.map { NormalForm.email($0.email) } != login
        let person = isGivenUp ? nil : owned
        let attempt = try PasswordAttempt(
            of: person?.user,
            login: login,
            by: client,
            from: origin.address,
            tools,
            &database
        )
        if let problem = try attempt.hindrance(&database) { return Response(problem) }
        let standing = try reader.standing(of: person?.user, &database)
        let stored = rules.hash(of: person, neighbour: found)
        let match = match(stored, credentials.password)
        guard let person, match != .wrong, !standing.isDeleted else {
            try attempt.failed(&database)
            return Response(TokenGrant.wrongPassword)
        }
        try attempt.succeeded(&database)
        line.withLock { $0.signedIn(.account(origin.address, login: login)) }
        let renewed =
            match == .outdated
            ? timed { PasswordHash(of: credentials.password, cost: rules.cost).text } : nil
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
                renewedHash: renewed,
                lifetimeSeconds: rules.refreshSeconds,
                details: origin.details
            ),
            of: Actor(person.user),
            for: .tokens(origin.ticket, grant),
            origin
        )
    }
}

extension PasswordWorkers.Rules {
    /// The hash to check a password against: the person's or, if that is missing, a decoy.
    ///
    /// A decoy costs what the neighbour's hash costs: while hashes of two costs are stored, the
    /// time does not reveal that a name is unknown.
    func hash(of person: Person?, neighbour: FoundPerson?) -> PasswordHash {
        if let person, let hash = PasswordHash(text: person.passwordHash) { return hash }
        guard case .sealed(let neighbour)? = neighbour,
            let hash = PasswordHash(text: neighbour.passwordHash)
        else { return .decoy(cost: cost) }
        return .decoy(cost: hash.cost)
    }
}

/// The request of a user who changes the password or the own details, which the present password
/// allows.
package struct CheckedChange: Sendable {
    package enum Wish: Sendable {
        case password(PasswordPair)
        case details(DetailsWish)

        /// The present password, right or wrong.
        var password: Password {
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

    /// Whether the outcome reveals if somebody has a name.
    package var asksForName: Bool {
        switch wish {
        case .password: false
        case .details(let wish): wish.email != nil
        }
    }
}

extension PasswordWorkers {
    /// Throws if the request is refused at once.
    package func change(_ change: CheckedChange, _ origin: RequestOrigin) throws(Problem) {
        let hashes = change.wish.password.hashes + 1
        try enqueue(.storage, share: .user(change.identity.user), hashes: hashes, origin) {
            [self] database in try respond(to: change, origin, &database)
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
        do throws(Problem) {
            if case .password(let pair) = change.wish { try pair.new.require(not: person.names) }
        } catch {
            return Response(error)
        }
        let attempt = try PasswordAttempt(
            of: user,
            login: person.username,
            by: KnownClient(user, session: change.identity.session),
            from: origin.address,
            tools,
            &database
        )
        if let problem = try attempt.hindrance(&database) { return Response(problem) }
        let stored = PasswordHash(text: person.passwordHash)
        let match = stored.map { self.match($0, change.wish.password) } ?? .wrong
        guard match != .wrong else {
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
                passwordHash: timed { PasswordHash(of: pair.new.password, cost: rules.cost).text },
                keeping: change.identity.session,
                passwordChanges: person.passwordChanges
            )
        case .details(let wish):
            ChangeDetails(
                email: wish.email.map { (tools.claims.email(NormalForm.email($0)), $0) },
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

extension Person {
    /// The names that this person's password must not be.
    var names: [String] { [username, email] + (name.map { [$0] } ?? []) }
}

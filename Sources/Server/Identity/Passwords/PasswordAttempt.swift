import API
import EventStore
import Events
import HTTP
import Model
import Postgres
import Runtime
import Text

/// One try at a password, and whom it counts against if it fails.
///
/// A try counts for the account under whichever name, whether or not it exists, and for the
/// address. Tries by a client from which the user has signed in before are counted apart: by a
/// device or a session alone, by an address together with the other users who have signed in from
/// there. So nobody can lock another out.
struct PasswordAttempt {
    private let trial: SignInTrial
    /// The user's address, to be remembered after a success.
    private let place: (user: UserID, client: SignInSubject)?
    private let clock: ServiceClock

    /// Looks up whether the address is known; takes as long for nobody's name.
    ///
    /// - `login` is the name as typed, in its comparable form; it counts if nobody has it.
    /// - `client` counts if it is one of the user's.
    init(
        of user: UserID?,
        login: String,
        by client: KnownClient?,
        from address: Address,
        _ tools: Tools,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) {
        clock = tools.clock
        let claims = tools.claims
        let text = hexadecimal(address.bytes)
        let place = SignInSubject("address:\(text)", of: user ?? UserID(0), claims)
        let since = tools.now.advanced(bySeconds: -tools.knownClientSeconds)
        let isKnownAddress = try database.use { (connection) throws(PostgresError) in
            try KnownClients(connection).contain(place, of: user ?? UserID(0), since: since)
        }
        let account =
            user.map { SignInSubject($0, claims) } ?? SignInSubject(unknown: login, claims)
        let addresses = [false, true].map { SignInSubject(address: text, knows: $0, claims) }
        let isOwnClient = client != nil && client?.user == user
        let apart =
            isOwnClient
            ? client.map { SignInSubject($0.name, of: $0.user, claims) }
            : isKnownAddress ? place : nil
        trial = SignInTrial(
            of: user,
            subject: apart ?? account,
            account: account,
            address: isOwnClient ? nil : addresses[isKnownAddress ? 1 : 0],
            addresses: addresses
        )
        self.place = user.map { ($0, place) }
    }

    /// What attempts are counted with.
    struct Tools: Sendable {
        let claims: ClaimHasher
        let clock: ServiceClock
        /// How long an address is known after a sign-in.
        let knownClientSeconds: Int

        fileprivate var now: Timestamp { Timestamp(microseconds: clock.unixMicroseconds) }
    }

    private var now: Timestamp { Timestamp(microseconds: clock.unixMicroseconds) }

    /// Returns why the attempt is not allowed now; nil if it is.
    func hindrance(_ database: inout DatabaseHandle) throws(PostgresError) -> Problem? {
        let now = now
        let until = try database.use { (connection) throws(PostgresError) in
            try SignInAttempts(connection).blockedUntil(trial, at: now)
        }
        guard let until else { return nil }
        let wait = until.microseconds - now.microseconds
        return .tooMany(
            "Too many wrong passwords. Wait before the next try.",
            retryAfterSeconds: Int((wait + 999_999) / 1_000_000)
        )
    }

    func failed(_ database: inout DatabaseHandle) throws(PostgresError) {
        let now = now
        try database.use { (connection) throws(PostgresError) in
            _ = try SignInAttempts(connection).recordFailure(trial, at: now)
        }
    }

    /// Forgets the failures that count with this one, and remembers the user's address.
    func succeeded(_ database: inout DatabaseHandle) throws(PostgresError) {
        let now = now
        try database.use { (connection) throws(PostgresError) in
            try SignInAttempts(connection).recordSuccess(trial)
            guard let place else { return }
            try KnownClients(connection).record(place.client, of: place.user, at: now)
        }
    }
}

import Events
import Model
import Postgres

/// The key under which failed sign-ins are counted: a keyed hash of an account, of a client of one,
/// or of a network address.
package struct SignInSubject: Hashable, Sendable {
    /// 16 bytes.
    let bytes: [UInt8]

    /// A user, under whichever name.
    package init(_ user: UserID, _ hasher: ClaimHasher) {
        bytes = hasher.signIn("user:", "\(user.rawValue)")
    }

    /// A name that no user has, in its comparable form.
    package init(unknown normalised: String, _ hasher: ClaimHasher) {
        bytes = hasher.signIn("account:", normalised)
    }

    /// A client of a user, such as an address that the user has signed in from.
    package init(_ client: String, of user: UserID, _ hasher: ClaimHasher) {
        bytes = hasher.signIn("client:", "\(user.rawValue) \(client)")
    }

    /// A network address, in its only text form.
    ///
    /// Accounts that have signed in from there before are counted apart from the others: so nobody
    /// delays them by trying names.
    package init(address: String, knows isKnown: Bool, _ hasher: ClaimHasher) {
        bytes = hasher.signIn(isKnown ? "known address:" : "address:", address)
    }
}

/// What a failed sign-in counts against.
package struct SignInTrial: Hashable, Sendable {
    /// Nil for a name that no user has.
    let user: UserID?
    /// The account, or the client that it is counted apart for.
    let subject: SignInSubject
    /// The account, as the address counts it.
    let account: SignInSubject
    /// Nil for a client that has shown that it is the account's own.
    let address: SignInSubject?
    /// The address as it counts strangers and accounts that it knows: a success takes the account
    /// off both.
    let addresses: [SignInSubject]

    package init(
        of user: UserID?,
        subject: SignInSubject,
        account: SignInSubject,
        address: SignInSubject?,
        addresses: [SignInSubject]
    ) {
        self.user = user
        self.subject = subject
        self.account = account
        self.address = address
        self.addresses = addresses
    }
}

/// The addresses from which users have signed in, in table `people.known_clients`.
///
/// Under role `LogRole.commands`.
package struct KnownClients {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Whether the user has signed in from there since `time`.
    package func contain(
        _ client: SignInSubject,
        of user: UserID,
        since time: Timestamp
    ) throws(PostgresError) -> Bool {
        try connection.execute(
            """
            SELECT FROM people.known_clients WHERE user_id = $1 AND client = $2 AND seen_at >= $3
            """,
            [.int64(user.rawValue), .bytes(client.bytes), .timestamp(time.microseconds)]
        ).first != nil
    }

    /// Notes a sign-in; the time of one that is known is written once a day.
    package func record(
        _ client: SignInSubject,
        of user: UserID,
        at now: Timestamp
    ) throws(PostgresError) {
        try connection.execute(
            """
            INSERT INTO people.known_clients AS known (user_id, client, seen_at)
            VALUES ($1, $2, $3)
            ON CONFLICT (user_id, client) DO UPDATE SET seen_at = excluded.seen_at
            WHERE known.seen_at < excluded.seen_at - interval '1 day'
            """,
            [.int64(user.rawValue), .bytes(client.bytes), .timestamp(now.microseconds)]
        )
    }

    /// Forgets the user's addresses, after an erasure.
    package func delete(of user: UserID) throws(PostgresError) {
        try connection.execute(
            "DELETE FROM people.known_clients WHERE user_id = $1",
            [.int64(user.rawValue)]
        )
    }

    /// Deletes those last seen before `time`, at most `limit`, and returns their number.
    package func delete(before time: Timestamp, limit: Int) throws(PostgresError) -> Int {
        try connection.count(
            """
            DELETE FROM people.known_clients WHERE (user_id, client) IN (
                SELECT user_id, client FROM people.known_clients WHERE seen_at < $1
                ORDER BY seen_at LIMIT $2
            )
            """,
            [.timestamp(time.microseconds), .int64(Int64(limit))]
        )
    }
}

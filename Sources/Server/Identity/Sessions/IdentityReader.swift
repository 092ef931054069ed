import EventStore
import Events
import Model
import Postgres
import Runtime

/// Looks up users in the log and in the table of people, which are ahead of the read models.
package struct IdentityReader: Sendable {
    /// A user's roles and state, as the log has them.
    package struct Standing: Equatable, Sendable {
        package var roles: [Role] = []
        package var isDeleted = false
    }

    /// The limit of a user's events that are read: far more than roles and passwords ever make.
    private static let eventLimit = 10_000
    /// A user without events and row: looked up in place of an unknown one, so that the time is the
    /// same.
    private static let nobody = UserID(0)

    /// The log line and the response of workers whose look-up fails.
    static let failure: (event: StaticString, detail: String) = (
        "identity check failed", "The database is not reached. Try again later."
    )

    private let claims: ClaimHasher

    package init(_ claims: ClaimHasher) {
        self.claims = claims
    }

    /// The person who has claimed the user name or the e-mail address; the latter has an at sign.
    ///
    /// The claim decides, as it does at registration: PostgreSQL's letter case depends on its
    /// locale.
    func person(
        _ login: String,
        _ sealer: RowSealer,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> FoundPerson? {
        let claim: StreamID =
            login.utf8.contains(UInt8(ascii: "@"))
            ? .email(claims.email(login)) : .username(claims.username(login))
        let owner = try events(of: claim, limit: 1, &database).first.flatMap { event -> UserID? in
            guard case .claim(let change) = event.event else { return nil }
            switch change {
            case .usernameClaimed(let user), .emailClaimed(let user): return user
            }
        }
        return try person(owner ?? Self.nobody, sealer, &database)
    }

    func person(
        _ user: UserID,
        _ sealer: RowSealer,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> FoundPerson? {
        try database.use { (connection) throws(PostgresError) in
            try PeopleStore(connection, sealer).find(user)
        }
    }

    package func standing(
        of user: UserID?,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> Standing {
        var standing = Standing()
        let stream = StreamID.user(user ?? Self.nobody)
        for event in try events(of: stream, limit: Self.eventLimit, &database) {
            guard case .user(let change) = event.event else { continue }
            switch change {
            case .roleGranted(let granted): standing.roles.append(granted.role)
            case .deleted: standing.isDeleted = true
            case .restored: standing.isDeleted = false
            case .registered, .passwordChanged, .erased: break
            }
        }
        return standing
    }

    private func events(
        of stream: StreamID,
        limit: Int,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> [RecordedEvent] {
        try database.use { (connection) throws(PostgresError) in
            do throws(EventLogError) {
                return try LogReader(connection).read(stream, limit: limit)
            } catch {
                throw PostgresError.connection("\(error)")
            }
        }
    }
}

import EventStore
import Events
import Model
import Postgres
import Runtime

/// Looks up who somebody is, in the log and among the people: both know at once what a read model
/// learns later.
package struct IdentityReader: Sendable {
    /// What the log says of a user.
    package struct Standing: Equatable, Sendable {
        package var roles: [Role] = []
        package var isDeleted = false
    }

    /// Events of a user that are read: far more than roles and passwords ever make.
    private static let eventLimit = 10_000
    /// Has no events and no row: asked for in the place of nobody, so that the time does not tell.
    private static let nobody = UserID(0)

    private let claims: ClaimHasher

    package init(_ claims: ClaimHasher) {
        self.claims = claims
    }

    /// Who has claimed the name or the address, which are told apart by the at sign.
    ///
    /// By the claim, as a registration is: PostgreSQL's idea of letter case depends on its locale.
    func person(
        _ login: String,
        _ sealer: RowSealer,
        _ session: inout DatabaseHandle
    ) throws(PostgresError) -> FoundPerson? {
        let claim: StreamID =
            login.utf8.contains(UInt8(ascii: "@"))
            ? .email(claims.email(login)) : .username(claims.username(login))
        let owner = try events(of: claim, limit: 1, &session).first.flatMap { event -> UserID? in
            guard case .claim(let change) = event.event else { return nil }
            switch change {
            case .usernameClaimed(let user), .emailClaimed(let user): return user
            }
        }
        return try person(owner ?? Self.nobody, sealer, &session)
    }

    func person(
        _ user: UserID,
        _ sealer: RowSealer,
        _ session: inout DatabaseHandle
    ) throws(PostgresError) -> FoundPerson? {
        try session.use { (connection) throws(PostgresError) in
            try PeopleStore(connection, sealer).find(user)
        }
    }

    package func standing(
        of user: UserID?,
        _ session: inout DatabaseHandle
    ) throws(PostgresError) -> Standing {
        var standing = Standing()
        let stream = StreamID.user(user ?? Self.nobody)
        for event in try events(of: stream, limit: Self.eventLimit, &session) {
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
        _ session: inout DatabaseHandle
    ) throws(PostgresError) -> [RecordedEvent] {
        try session.use { (connection) throws(PostgresError) in
            do throws(EventLogError) {
                return try LogReader(connection).read(stream, limit: limit)
            } catch {
                throw PostgresError.connection("\(error)")
            }
        }
    }
}

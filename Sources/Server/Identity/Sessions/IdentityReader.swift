import API
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

    /// Only administrators make such events, so a user has few of them, however many others.
    private static let standingTypes: [EventType] = [
        .user(.roleGranted), .user(.roleRevoked), .user(.deleted), .user(.restored),
    ]
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

    /// The user who has claimed the user name or the e-mail address; the latter has an at sign.
    ///
    /// The claim decides, as it does at registration: PostgreSQL's letter case depends on its
    /// locale.
    func owner(
        of login: String,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> UserID? {
        let claim: StreamID =
            login.utf8.contains(UInt8(ascii: "@"))
            ? .email(claims.email(login)) : .username(claims.username(login))
        let first = try read(&database) { (log) throws(EventLogError) in
            try log.read(claim, limit: 1)
        }.first
        return first.flatMap { event -> UserID? in
            guard case .claim(let change) = event.event else { return nil }
            switch change {
            case .usernameClaimed(let user), .emailClaimed(let user): return user
            }
        }
    }

    /// The person or, for a name that nobody has, somebody else: always the same one for a name.
    ///
    /// What is done with an unknown name then takes as long as it does for one of the others.
    func person(
        _ owner: UserID?,
        insteadOf login: String,
        _ sealer: RowSealer,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> FoundPerson? {
        if let owner { return try person(owner, sealer, &database) }
        let code = claims.signIn("neighbour:", login)
        return try database.use { (connection) throws(PostgresError) in
            try PeopleStore(connection, sealer).choose(UInt16(code[0]) << 8 | UInt16(code[1]))
        }
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
        let events = try read(&database) { (log) throws(EventLogError) in
            try log.read(stream, Self.standingTypes)
        }
        for event in events {
            guard case .user(let change) = event.event else { continue }
            switch change {
            case .roleGranted(let granted): standing.roles.append(granted.role)
            case .roleRevoked(let revoked): standing.roles.removeAll { $0 == revoked.role }
            case .deleted: standing.isDeleted = true
            case .restored: standing.isDeleted = false
            case .registered, .passwordChanged, .passwordResetIssued, .sessionsEnded,
                .detailsChanged, .erased:
                break
            }
        }
        return standing
    }

    /// Whether the user may choose another password with a code of this hash at `now`.
    func awaitsReset(
        _ user: UserID,
        with code: ClaimHash,
        at now: Timestamp,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> Bool {
        let types: [EventType] = [
            .user(.passwordResetIssued), .user(.passwordChanged), .user(.deleted), .user(.erased),
        ]
        let last = try read(&database) { (log) throws(EventLogError) in
            try log.last(of: types, in: .user(user))
        }
        guard case .user(.passwordResetIssued(let reset)) = last?.event else { return false }
        return reset.code == code && now < reset.expiresAt
    }

    /// Whether somebody may register with the invitation by a code of this hash at `now`.
    func admits(
        _ invitation: InvitationID,
        with code: ClaimHash,
        at now: Timestamp,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> Bool {
        let events = try read(&database) { (log) throws(EventLogError) in
            try log.read(.invitation(invitation), limit: 2)
        }
        guard events.count == 1, case .invitation(.issued(let issued)) = events[0].event
        else { return false }
        return issued.code == code && now < issued.expiresAt
    }

    /// The refresh that issued tokens of this generation, and the time on them.
    func refresh(
        of session: SessionID,
        _ generation: Int64,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> (position: LogPosition, issuedAt: Timestamp)? {
        let last = try read(&database) { (log) throws(EventLogError) in
            try log.last(of: [.session(.refreshed)], in: .session(session))
        }
        guard let last, case .session(.refreshed(let refreshed)) = last.event,
            refreshed.generation == generation, let issuedAt = refreshed.issuedAt
        else { return nil }
        return (last.position, issuedAt)
    }

    private func read<Result>(
        _ database: inout DatabaseHandle,
        _ body: (LogReader) throws(EventLogError) -> Result
    ) throws(PostgresError) -> Result {
        try database.use { (connection) throws(PostgresError) in
            do throws(EventLogError) {
                return try body(LogReader(connection))
            } catch {
                throw PostgresError.connection("\(error)")
            }
        }
    }
}

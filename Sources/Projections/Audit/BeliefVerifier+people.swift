import EventStore
import Events
import Model
import Postgres

extension BeliefVerifier {
    private static let portion: Int64 = 5_000

    /// Checks every person's row: its seal, the user's events in the log, the claims on the names,
    /// and the number of password changes.
    func verifyPeople(
        _ verification: inout BeliefVerification,
        _ claims: (Person) -> (username: StreamID, email: StreamID)
    ) throws {
        var last = UserID(.min)
        while true {
            let rows = try connection.execute(
                """
                SELECT \(StoredPerson.columns), log_user.events, log_user.erasures,
                    log_user.passwords
                FROM people.people AS person
                CROSS JOIN LATERAL (
                    SELECT count(*) AS events,
                        count(*) FILTER (WHERE type = 'user.erased') AS erasures,
                        count(*) FILTER (WHERE type = 'user.password_changed') AS passwords
                    FROM log.events WHERE stream = 'user-' || person.user_id
                ) AS log_user
                WHERE person.user_id > $1 \(newPeople) ORDER BY person.user_id LIMIT $2
                """,
                [.int64(last.rawValue), .int64(Self.portion)]
            )
            guard !rows.isEmpty else { return }
            let people = try rows.map { try StoredPerson($0) }
            let claimants = try claimants(people.map { claims($0.person) })
            for (index, stored) in people.enumerated() {
                try requireGoingOn()
                last = stored.person.user
                verification.rows += 1
                if let reason = try fault(stored, rows[index], claimants[index]) {
                    verification.add(.person(last), reason)
                }
            }
        }
    }

    private var newPeople: String {
        selection {
            """
            person.user_id IN (
                SELECT substring(stream FROM 6)::bigint FROM log.events
                WHERE position > \($0.position) AND stream > 'user-' AND stream < 'user.'
            )
            """
        }
    }

    private typealias Claimants = (username: UserID?, email: UserID?)

    private func fault(
        _ stored: StoredPerson,
        _ row: Row,
        _ claimants: Claimants
    ) throws(PostgresError) -> BeliefFault.Reason? {
        let first = StoredPerson.columnCount
        let person = stored.person
        guard try row.int64(first) > 0, try row.int64(first + 1) == 0 else { return .noSuchUser }
        guard claimants.username == person.user else { return .otherUsername }
        guard claimants.email == person.user else { return .otherEmail }
        guard stored.isSealed(by: sealer) else { return .seal }
        let changes = try row.int64(first + 2)
        guard changes == person.passwordChanges
        else { return .otherPassword(expected: changes, found: person.passwordChanges) }
        return nil
    }

    /// The users who have claimed each pair of names.
    ///
    /// Claims are never given up, so they may be read after the rows.
    private func claimants(
        _ claims: [(username: StreamID, email: StreamID)]
    ) throws -> [Claimants] {
        let streams = claims.flatMap { [$0.username, $0.email] }
        let rows = try connection.execute(
            """
            SELECT wanted.number, \(LogEntry.columns)
            FROM unnest($1) WITH ORDINALITY AS wanted (name, number)
            JOIN log.events AS event ON event.stream = wanted.name AND event.version = 1
            """,
            [.texts(streams.map(\.name))]
        )
        var owners = [UserID?](repeating: nil, count: streams.count)
        for row in rows {
            let index = Int(try row.int64(0)) - 1
            owners[index] = try owner(row, streams[index])
        }
        return claims.indices.map { (username: owners[2 * $0], email: owners[2 * $0 + 1]) }
    }

    private func owner(_ row: Row, _ stream: StreamID) throws(PostgresError) -> UserID? {
        guard case .success(let event) = try EventRow.read(row, from: 1, stream: stream),
            case .claim(let change) = event.event
        else { return nil }
        switch change {
        case .usernameClaimed(let user), .emailClaimed(let user): return user
        }
    }

    /// Checks that every registered user who was not erased has a row.
    func verifyUsers(_ verification: inout BeliefVerification) throws {
        var last = "user-"
        while true {
            let rows = try connection.execute(
                """
                SELECT registered.stream,
                    EXISTS (
                        SELECT FROM people.people AS person
                        WHERE person.user_id = registered.position
                    ) OR EXISTS (
                        SELECT FROM log.events AS erased
                        WHERE erased.stream = registered.stream AND erased.type = 'user.erased'
                    ) AS is_settled, registered.position
                FROM log.events AS registered
                WHERE registered.stream > $1 AND registered.stream < 'user.'
                    AND registered.version = 1 \(newUsers)
                ORDER BY registered.stream LIMIT $2
                """,
                [.text(last), .int64(Self.portion)]
            )
            guard !rows.isEmpty else { return }
            for row in rows {
                try requireGoingOn()
                last = try row.string(0)
                guard try !row.bool(1) else { continue }
                verification.add(.person(UserID(try row.int64(2))), .missing)
            }
        }
    }

    private var newUsers: String { selection { "registered.position > \($0.position)" } }
}

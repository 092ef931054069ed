import Events
import Model
import Postgres

/// The combined changes of one batch to `people.sessions`: where users have signed in from.
///
/// The rows are for the users' eyes and decide nothing, so they have no seal.
struct SessionChanges {
    struct Started {
        let session: SessionID
        let user: UserID
        let details: SessionDetails
    }

    private(set) var started: [Started] = []
    private(set) var used: [SessionID] = []
    private(set) var ended: [SessionID] = []

    var isEmpty: Bool { started.isEmpty && used.isEmpty && ended.isEmpty }

    mutating func add(_ change: PersonChange) {
        switch change {
        case .signedIn(let session, let user, let details):
            started.append(Started(session: session, user: user, details: details))
        case .sessionUsed(let session): used.append(session)
        case .signedOut(let session):
            started.removeAll { $0.session == session }
            ended.append(session)
        case .added, .passwordChanged, .passwordRenewed, .detailsChanged, .erased: break
        }
    }
}

extension Connection {
    /// Writes them within the transaction that appends; each kind is an exchange of its own.
    func write(_ changes: SessionChanges, at time: Timestamp) throws(PostgresError) {
        if !changes.started.isEmpty { try add(changes.started, at: time) }
        if !changes.used.isEmpty {
            try execute(
                "UPDATE people.sessions SET last_used_at = $2 WHERE session_id = ANY ($1)",
                [
                    .int64s(changes.used.map(\.rawValue)), .timestamp(time.microseconds),
                ]
            )
        }
        if !changes.ended.isEmpty {
            try execute(
                "DELETE FROM people.sessions WHERE session_id = ANY ($1)",
                [.int64s(changes.ended.map(\.rawValue))]
            )
        }
    }

    /// A log that has lost its end uses ids again: the later session replaces the row.
    private func add(
        _ started: [SessionChanges.Started],
        at time: Timestamp
    ) throws(PostgresError) {
        var arguments = Arguments()
        arguments.append(started.map(\.session.rawValue))
        arguments.append(started.map(\.user.rawValue))
        arguments.append(started.map(\.details.address.rawValue))
        arguments.append(started.map(\.details.client))
        arguments.append(.timestamp(time.microseconds))
        try execute(
            """
            INSERT INTO people.sessions (session_id, user_id, address_kind, client, last_used_at)
            SELECT session_id, user_id, address_kind, client, $5
            FROM unnest($1, $2, $3, $4) AS given (session_id, user_id, address_kind, client)
            ON CONFLICT (session_id) DO UPDATE
            SET user_id = excluded.user_id, address_kind = excluded.address_kind,
                client = excluded.client, last_used_at = excluded.last_used_at
            """,
            arguments
        )
    }

    /// Deletes the rows of sessions that were last used before `time`, at most `limit`, and returns
    /// their number.
    package func deleteSessionDetails(
        before time: Timestamp,
        limit: Int
    ) throws(PostgresError) -> Int {
        try count(
            """
            DELETE FROM people.sessions WHERE session_id IN (
                SELECT session_id FROM people.sessions WHERE last_used_at < $1
                ORDER BY last_used_at LIMIT $2
            )
            """,
            [.timestamp(time.microseconds), .int64(Int64(limit))]
        )
    }
}

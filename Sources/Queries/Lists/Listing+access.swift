import Model
import Postgres

/// Sessions and invitations: who may come in, and from where somebody has.
extension Listing {
    /// A user's sessions that are not over, newest first; `$3`: the user.
    ///
    /// Where a session came from is null for one from before that was kept.
    package static let sessions = Listing(
        .sessions,
        [
            .column(
                "id",
                .identifier,
                of: "s.session_id",
                "The claim `sid` of a token names its session."
            ),
            .nullable(
                "address",
                .words(["loopback", "local", "internet"]),
                joined: "d.address_kind",
                "Where it began: on the service's machine, in a private network, or elsewhere."
            ),
            .nullable(
                "client",
                .text("Firefox on Linux"),
                joined: "d.client",
                "What signed in, as far as it said."
            ),
            .column("started_at", .time, of: "s.started_at"),
            .nullable("last_used_at", .time, joined: "d.last_used_at", "The last refresh."),
            .column("expires_at", .time, of: "s.expires_at"),
        ],
        from: "read.sessions AS s JOIN read.users AS u USING (user_id)",
        where: """
            s.user_id = $3 AND s.ended_at IS NULL AND s.expires_at > now()
            AND (u.sessions_ended_before IS NULL OR s.session_id >= u.sessions_ended_before
                OR s.session_id = u.session_kept)
            """,
        by: [.descending("s.session_id")],
        joined: "LEFT JOIN people.sessions AS d ON d.session_id = r.id"
    )

    /// All invitations, newest first.
    package static let invitations = Listing(
        .invitations,
        [
            .column("id", .identifier, of: "invitation_id"),
            .column(
                "state",
                .words(["open", "redeemed", "withdrawn", "expired"]),
                of: "CASE WHEN state = 'open' AND expires_at <= now() THEN 'expired' ELSE state END"
            ),
            .nullable("issued_by", .identifier, of: "nullif(greatest(issued_by, 0), 0)"),
            .column("created_at", .time), .column("expires_at", .time),
            .nullable("ended_at", .time),
            .nullable("user_id", .identifier, "The user who registered with it."),
            .nullable("username", .text("alice"), joined: "p.username"),
        ],
        from: "read.invitations",
        by: [.descending("invitation_id")],
        joined: "LEFT JOIN people.people AS p ON p.user_id = r.user_id"
    )
}

extension OwnList {
    package static let sessions = OwnList("/sessions", .sessions, isKept: false)

    /// The same for every administrator who asks.
    package static let invitations = OwnList(
        "/admin/invitations",
        .invitations,
        isKept: false
    ) { (_, page, connection) throws(PostgresError) in
        try Listing.invitations.read(page, [], connection)
    }
}

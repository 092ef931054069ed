import Model

/// Users, as they see themselves, as others see them and as administrators do. Personal data is
/// null once it is gone.
extension Listing {
    /// The signed-in user; `$3`: the user.
    package static let profile = Listing(
        .users,
        person(roles: 1...2) + [.column("created_at", .time, of: "u.created_at")],
        from: "read.users AS u",
        where: "user_id = $3",
        joined: names
    )

    /// All users, newest first.
    package static let users = Listing(
        .users,
        person(roles: nil, "Null once the person is erased.") + [
            .column("state", .words(["active", "deleted", "erased"])),
            .column("created_at", .time, of: "u.created_at"),
        ],
        from: "read.users AS u",
        by: [.descending("user_id")],
        joined: names
    )

    /// One user; `$3`: the user.
    static let user = users.reading(from: "read.users AS u", where: "user_id = $3")

    /// Users whose names begin with `$3`, which is in lower case.
    ///
    /// A range and no pattern, since a plan made for any pattern would use no index. `~` comes
    /// after every letter that a user name may have.
    static let usersByName = users.reading(
        from: "read.users AS u JOIN people.people AS n USING (user_id)",
        where: """
            lower(n.username) COLLATE "C" >= $3 AND lower(n.username) COLLATE "C" < $3 || '~'
            """
    )

    /// The user with a name: the id, and the name in the owner's spelling; `$3`: the name in lower
    /// case.
    ///
    /// It reads the same rows whether or not the name is known: without an owner, those of user 0.
    static let userByName = Listing(
        .users,
        [
            .column("id", .identifier, of: "p.user_id"),
            .column("username", .text("alice"), of: "p.username"),
        ],
        from: """
            (SELECT coalesce(
                (SELECT user_id FROM people.people WHERE lower(username) = $3), 0) AS owner) AS o
            LEFT JOIN read.users AS u ON u.user_id = o.owner
            LEFT JOIN people.people AS p ON p.user_id = o.owner AND u.state = 'active'
            """
    )

    private static let names = "LEFT JOIN people.people AS p ON p.user_id = r.id"

    /// Columns of a person; `roles`: how many there may be.
    private static func person(roles: ClosedRange<Int>?, _ details: String? = nil) -> [Column] {
        [
            .column("id", .identifier, of: "user_id"),
            .nullable("username", .text("alice"), joined: "p.username", details),
            .nullable("email", .text("alice@example.org"), joined: "p.email"),
            .nullable("name", .text("Alice A."), joined: "p.name"),
            // Everybody is a user first; the column has only the roles that were granted.
            .column(
                "roles",
                .array(.words(["user", "admin"]), count: roles),
                of: """
                    '["user"' || CASE WHEN u.roles = '[]' THEN '' ELSE ',' END || substr(u.roles, 2)
                    """
            ),
        ]
    }
}

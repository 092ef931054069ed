import Postgres

/// Who there is, newest first: for an administrator.
enum UsersQuery {
    private static let allSQL = sql(
        """
        SELECT user_id, roles, state, created_at
        FROM read.users
        ORDER BY user_id DESC
        OFFSET $1 LIMIT $2
        """
    )

    /// A range and no pattern, since a plan made for any pattern would use no index.
    ///
    /// `~` comes after every letter that a user name may have.
    private static let namedSQL = sql(
        """
        SELECT user_id, roles, state, users.created_at
        FROM read.users AS users JOIN people.people AS people USING (user_id)
        WHERE lower(username) COLLATE "C" >= $3 AND lower(username) COLLATE "C" < $3 || '~'
        ORDER BY user_id DESC
        OFFSET $1 LIMIT $2
        """
    )

    private static func sql(_ page: String) -> String {
        """
        SELECT c.position, u.user_id, p.username, p.email, p.name, u.roles, u.state, u.created_at
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'users'), 0) AS position
        ) AS c
        LEFT JOIN LATERAL (
            \(page)
        ) AS u ON true
        LEFT JOIN people.people AS p ON p.user_id = u.user_id
        ORDER BY u.user_id DESC
        """
    }

    /// `name`: how the user name begins, in lower case, or nil for all.
    static func read(
        named name: String?,
        _ page: Page,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let (skip, limit) = (
            Argument.int64(Int64(page.skip)), Argument.int64(Int64(page.limit) + 1)
        )
        let rows =
            if let name {
                try connection.execute(namedSQL, [skip, limit, .text(name)])
            } else {
                try connection.execute(allSQL, [skip, limit])
            }
        return try ListReader.answer(rows, limit: page.limit) { (row, json) throws(PostgresError) in
            try UserView(row).write(to: &json)
        }
    }
}

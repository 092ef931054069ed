import Postgres

/// Looks up personal data for login, under role `LogRole.commands`.
///
/// `PostgresEventLog` writes it.
package struct PeopleStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The person who bears the name, given in lower case.
    ///
    /// No order and no limit: a name has one bearer, and a planner without statistics would rather
    /// walk all people in the order of their ids.
    package func find(username: String) throws(PostgresError) -> Person? {
        try find(
            """
            SELECT user_id, username, email, name, password_hash, password_changes
            FROM people.people
            WHERE lower(username) = $1
            """,
            [.text(username)]
        )
    }

    package func find(_ user: UserID) throws(PostgresError) -> Person? {
        try find(
            """
            SELECT user_id, username, email, name, password_hash, password_changes
            FROM people.people
            WHERE user_id = $1
            """,
            [.int64(user.rawValue)]
        )
    }

    private func find(_ sql: String, _ arguments: Arguments) throws(PostgresError) -> Person? {
        guard let row = try connection.execute(sql, arguments).first else { return nil }
        return Person(
            user: UserID(try row.int64(0)),
            username: try row.string(1),
            email: try row.string(2),
            name: try row.optionalString(3),
            passwordHash: try row.string(4),
            passwordChanges: try row.int64(5)
        )
    }
}

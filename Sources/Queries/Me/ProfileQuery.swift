import Model
import Postgres

/// The signed-in user: roles from the log, names from what is known of the person.
enum ProfileQuery {
    private static let sql = """
        SELECT c.position, u.user_id, p.username, p.email, p.name, u.roles, u.created_at
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'users'), 0) AS position
        ) AS c
        LEFT JOIN read.users AS u ON u.user_id = $1
        LEFT JOIN people.people AS p ON p.user_id = u.user_id
        """

    static func read(_ user: UserID, _ connection: Connection) throws(PostgresError) -> Reading {
        let row = try connection.execute(sql, [.int64(user.rawValue)]).only()
        let position = LogPosition(try row.int64(0))
        guard !row.isNull(1) else { return .notFound(at: position) }
        let view = ProfileView(
            user: user,
            username: try row.optionalString(2),
            email: try row.optionalString(3),
            name: try row.optionalString(4),
            roles: Array(try row.string(5).utf8),
            createdAt: try row.timestamp(6)
        )
        return .found(view.answer(at: position))
    }
}

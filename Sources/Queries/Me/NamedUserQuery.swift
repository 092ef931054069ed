import Model
import Postgres
import Text

/// A user by name, without anything that is nobody else's business: id, and the name as its bearer
/// writes it.
enum NamedUserQuery {
    /// The same look-ups whether or not the name is known: without a bearer, those of user 0.
    private static let sql = """
        SELECT c.position, p.user_id, p.username
        FROM (
            SELECT coalesce(
                    (SELECT position FROM read.checkpoints WHERE name = 'users'), 0) AS position,
                coalesce(
                    (SELECT user_id FROM people.people WHERE lower(username) = $1), 0) AS bearer
        ) AS c
        LEFT JOIN read.users AS u ON u.user_id = c.bearer
        LEFT JOIN people.people AS p ON p.user_id = c.bearer AND u.state = 'active'
        """

    /// `name` is in lower case.
    static func read(_ name: String, _ connection: Connection) throws(PostgresError) -> Reading {
        let row = try connection.execute(sql, [.text(name)]).only()
        let position = LogPosition(try row.int64(0))
        guard !row.isNull(1) else { return .notFound(at: position) }
        var json = JSONWriter(capacity: 96)
        json.beginObject()
        json.member("id", try row.int64(1))
        json.member("username", try row.string(2))
        json.endObject()
        return .found(Answer(body: json.bytes, position: position))
    }
}

import Postgres
import Text

/// One user for the administrator's eye; what is personal is null once the person's data is gone.
struct UserView {
    let id: Int64
    let username: String?
    let email: String?
    let name: String?
    /// What was granted besides being a user; JSON text: an array of strings.
    let roles: [UInt8]
    /// `active`, `deleted` or `erased`.
    let state: String
    /// Microseconds since 1970.
    let createdAt: Int64

    /// From a row of `UsersQuery`.
    init(_ row: Row) throws(PostgresError) {
        id = try row.int64(1)
        username = try row.optionalString(2)
        email = try row.optionalString(3)
        name = try row.optionalString(4)
        roles = Array(try row.string(5).utf8)
        state = try row.string(6)
        createdAt = try row.timestamp(7)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("username", username)
            json.member("email", email)
            json.member("name", name)
            json.member("roles", raw: ProfileView.shown(roles: roles))
            json.member("state", state)
            json.member("created_at", timestamp: createdAt)
        }
    }
}

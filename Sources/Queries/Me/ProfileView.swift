import Model
import Postgres
import Text

/// A user as the user sees it; what is personal is null once the person's data is gone.
struct ProfileView {
    let user: UserID
    let username: String?
    let email: String?
    let name: String?
    /// What was granted besides being a user; JSON text: an array of strings.
    let roles: [UInt8]
    /// Microseconds since 1970.
    let createdAt: Int64

    func answer(at position: LogPosition) -> Answer {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.member("id", user.rawValue)
        json.member("username", username)
        json.member("email", email)
        json.member("name", name)
        json.member("roles", raw: Self.shown(roles: roles))
        json.member("created_at", timestamp: createdAt)
        json.endObject()
        return Answer(body: json.bytes, position: position)
    }

    /// Everybody is a user first.
    static func shown(roles: [UInt8]) -> [UInt8] {
        let granted = roles.dropFirst()
        let isEmpty = granted.first == UInt8(ascii: "]")
        return Array((isEmpty ? "[\"user\"" : "[\"user\",").utf8) + granted
    }
}

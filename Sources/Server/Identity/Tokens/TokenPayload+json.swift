import EventStore
import Events
import Model
import Postgres
import Text

extension TokenPayload {
    /// The token's payload.
    var json: String {
        let purpose =
            switch use {
            case .access(let roles):
                "\"use\":\"access\",\"roles\":["
                    + roles.map { "\"\($0.rawValue)\"" }.joined(separator: ",") + "]"
            case .refresh(let generation): "\"use\":\"refresh\",\"gen\":\(generation)"
            }
        let history =
            place.epoch.map { epoch in
                "\"epo\":\"\(epoch.text)\",\"pos\":\"\(place.position.rawValue)\","
            } ?? ""
        return "{\"sub\":\"\(user.rawValue)\",\"sid\":\"\(session.rawValue)\",\(history)\(purpose),"
            + "\"iat\":\(issuedAt),\"exp\":\(expiresAt),\"jti\":\"\(tokenID)\"}"
    }

    /// Nil for anything but what `json` gives, in any order.
    init?(json: [UInt8]) {
        guard let object = try? JSONObject(json) else { return nil }
        var user: UserID?
        var session: SessionID?
        var epoch: EpochID?
        var position: Int64?
        var use: String?
        var roles: [Role]?
        var generation: Int64?
        var issuedAt: Int64?
        var expiresAt: Int64?
        var tokenID: String?
        for member in object.members {
            switch (member.name, member.value) {
            case ("sub", .string(let text)): user = Int64(text).map { UserID($0) }
            case ("sid", .string(let text)): session = Int64(text).map { SessionID($0) }
            case ("epo", .string(let text)):
                guard let id = EpochID(text: text.utf8) else { return nil }
                epoch = id
            case ("pos", .string(let text)):
                guard let number = Int64(text) else { return nil }
                position = number
            case ("use", .string(let word)): use = word
            case ("roles", .array(let values)):
                roles = values.compactMap { value in
                    guard case .string(let word) = value else { return nil }
                    return Role(rawValue: word)
                }
            case ("gen", .integer(let number)): generation = number
            case ("iat", .integer(let second)): issuedAt = second
            case ("exp", .integer(let second)): expiresAt = second
            case ("jti", .string(let text)): tokenID = text
            default: return nil
            }
        }
        guard let user, let session, let issuedAt, let expiresAt, let tokenID,
            let use = Self.use(use, roles, generation), (epoch == nil) == (position == nil)
        else { return nil }
        self.init(
            user: user,
            session: session,
            place: LogPlace(LogPosition(position ?? session.rawValue), in: epoch),
            use: use,
            issuedAt: issuedAt,
            expiresAt: expiresAt,
            tokenID: tokenID
        )
    }

    private static func use(_ word: String?, _ roles: [Role]?, _ generation: Int64?) -> TokenUse? {
        switch (word, roles, generation) {
        case ("access", let roles?, nil): .access(roles: roles)
        case ("refresh", nil, let generation?): .refresh(generation: generation)
        default: nil
        }
    }
}

import API
import EventStore
import Events
import Model
import Postgres
import Settings
import Text

/// The payload of a token (RFC 7519); times are seconds since 1970.
package struct TokenPayload: Equatable, Sendable {
    package let user: UserID
    package let session: SessionID
    /// The place of the event for which the token was issued: the session's start or a refresh.
    ///
    /// Tokens of versions before 0.4 lack it: they count as issued for the start.
    package let place: LogPlace
    package let use: TokenUse
    let issuedAt: Int64
    /// From this second on the token is invalid.
    package let expiresAt: Int64
    /// 128 random bits in hexadecimal.
    let tokenID: String

    /// The client that holds the token.
    package var client: KnownClient { KnownClient(user, session: session) }

    /// Nil for a token that is not for requests.
    var identity: Identity? {
        switch use {
        case .access(let roles):
            Identity(
                user: user,
                session: session,
                issuedAt: place,
                isAdministrator: roles.contains(.admin)
            )
        case .refresh: nil
        }
    }

    /// The payload with the present lifetimes, if they are shorter: operators shorten them after a
    /// leak.
    func limited(to lifetimes: TokenLifetimes) -> TokenPayload {
        let lifetime =
            switch use {
            case .access: lifetimes.accessSeconds
            case .refresh: lifetimes.refreshSeconds
            }
        return TokenPayload(
            user: user,
            session: session,
            place: place,
            use: use,
            issuedAt: issuedAt,
            expiresAt: min(expiresAt, issuedAt + lifetime),
            tokenID: tokenID
        )
    }
}

/// The lifetimes of tokens, in seconds.
package struct TokenLifetimes: Equatable, Sendable {
    let accessSeconds: Int64
    let refreshSeconds: Int64

    package init(accessSeconds: Int64, refreshSeconds: Int64) {
        self.accessSeconds = accessSeconds
        self.refreshSeconds = refreshSeconds
    }

    package init(_ configuration: Configuration) {
        self.init(
            accessSeconds: Int64(configuration.tokenSeconds),
            refreshSeconds: Int64(configuration.refreshSeconds)
        )
    }
}

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

    /// Nil unless the members are those of `json`, in any order.
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

/// The use of a token; a token of one use is never accepted for the other.
package enum TokenUse: Equatable, Sendable {
    /// For every request; the token has the user's roles.
    case access(roles: [Role])
    /// For new tokens, once: the first refresh token has generation 1, each later one the next.
    case refresh(generation: Int64)
}

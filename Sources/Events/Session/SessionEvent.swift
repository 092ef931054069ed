import Model
import Text

/// An event of a session: a sign-in, the refreshes that follow it, its end.
///
/// It has no secrets: tokens are signed, and contain their session and generation.
package enum SessionEvent: Hashable, Sendable {
    case started(SessionStarted)
    /// The refresh token of the previous generation was used, and a new one issued.
    case refreshed(SessionRefreshed)
    case ended(SessionEnded)

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case started = "session.started"
        case refreshed = "session.refreshed"
        case ended = "session.ended"
    }

    var name: Name {
        switch self {
        case .started: .started
        case .refreshed: .refreshed
        case .ended: .ended
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .started: .started(try SessionStarted(&members))
            case .refreshed: .refreshed(try SessionRefreshed(&members))
            case .ended: .ended(try SessionEnded(&members))
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .started(let started): started.write(&writer)
        case .refreshed(let refreshed): refreshed.write(&writer)
        case .ended(let ended): ended.write(&writer)
        }
    }
}

package struct SessionStarted: Hashable, Sendable {
    package let user: UserID
    /// The session can't be refreshed after this.
    package let expiresAt: Timestamp

    package init(user: UserID, expiresAt: Timestamp) {
        self.user = user
        self.expiresAt = expiresAt
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        user = try members.id("user")
        expiresAt = try members.time("expires_at_us")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("user", user)
        writer.member("expires_at_us", expiresAt)
    }
}

package struct SessionRefreshed: Hashable, Sendable {
    package let user: UserID
    /// The generation of the issued refresh token; the first one, from the sign-in, has generation
    /// 1.
    package let generation: Int64
    package let expiresAt: Timestamp
    /// The time on the issued tokens; nil for the refreshes of schema 1.
    package let issuedAt: Timestamp?

    package init(
        user: UserID,
        generation: Int64,
        expiresAt: Timestamp,
        issuedAt: Timestamp? = nil
    ) {
        self.user = user
        self.generation = generation
        self.expiresAt = expiresAt
        self.issuedAt = issuedAt
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        user = try members.id("user")
        generation = try members.int64("generation")
        expiresAt = try members.time("expires_at_us")
        issuedAt = try members.optionalTime("issued_at_us")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("user", user)
        writer.member("generation", generation)
        writer.member("expires_at_us", expiresAt)
        writer.optional("issued_at_us", issuedAt)
    }
}

package struct SessionEnded: Hashable, Sendable {
    package let user: UserID
    package let reason: SessionEndReason

    package init(user: UserID, reason: SessionEndReason) {
        self.user = user
        self.reason = reason
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        user = try members.id("user")
        reason = try members.word("reason", of: SessionEndReason.words)
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("user", user)
        writer.member("reason", reason.rawValue)
    }
}

/// Why a session ended.
///
/// Raw values are the words in payloads.
package enum SessionEndReason: String, Hashable, Sendable, CaseIterable {
    case signedOut = "signed_out"
    /// A refresh token was used a second time: it may be stolen.
    case tokenReused = "token_reused"

    fileprivate static let words = WordTable<SessionEndReason>()
}

import EventStore
import Events
import Model

/// What a request for the feed asks for.
package struct FeedRequest: Equatable, Sendable {
    let audience: FeedAudience
    /// The session of the token, and the second since 1970 at which it expires; nil without one.
    var session: SessionID?
    var expiresAt: Int64?
    /// Where the log has the event that the token was issued for; nil without one.
    var issuedAt: LogPlace?
    /// The last id that the reader has seen; nil for one that begins.
    var after: LogPlace?

    package init(
        audience: FeedAudience,
        session: SessionID? = nil,
        expiresAt: Int64? = nil,
        issuedAt: LogPlace? = nil,
        after: LogPlace? = nil
    ) {
        self.audience = audience
        self.session = session
        self.expiresAt = expiresAt
        self.issuedAt = issuedAt
        self.after = after
    }
}

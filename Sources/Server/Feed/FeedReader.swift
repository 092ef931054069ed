import EventStore
import Events
import Identity
import Model

/// One stream: who reads it and how far it has come.
struct FeedReader: Sendable {
    enum Phase: Equatable {
        /// Not answered: where the read models stand is not known yet. Ways out: any other, or
        /// refused after `until`, in milliseconds of the monotonic clock.
        case waiting(after: LogPlace?, until: Int64)
        /// Not answered: whether the log reaches that far, or has that epoch, is being found out. Ways
        /// out: `replaying`, `waiting` for a node that has not begun the epoch yet, or refused.
        case checking(after: LogPlace)
        /// Gets what lies behind it in pieces. Ways out: `live`, `ahead`.
        case replaying(after: LogPosition, FeedCounts)
        /// Has seen more than this node has; what follows is not for it yet. Way out: `replaying`.
        case ahead(of: LogPosition)
        /// Gets everything as it comes.
        case live
    }

    let audience: FeedAudience
    /// The session of the token, and the second since 1970 at which it expires; nil without one.
    let session: SessionID?
    let expiresAt: Int64?
    /// Where the log has the event that the token was issued for; nil without one.
    let issuedAt: LogPlace?
    var phase: Phase
    /// When the next heartbeat is due, in milliseconds of the monotonic clock.
    var nextHeartbeat: Int64
}

extension FeedReader {
    /// Whether the token that the stream was asked for with is worth nothing any more.
    func isEnded(by revocation: Revocation) -> Bool {
        switch revocation {
        case .session(let ended): session == ended
        case .sessions(let user, let before, let kept):
            audience.user == user && session.map { $0 < before && $0 != kept } ?? true
        }
    }
}

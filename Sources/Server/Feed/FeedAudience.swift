import Events
import Model

/// What a reader of the feed gets to see.
package enum FeedAudience: Hashable, Sendable {
    /// Without an identity: counts.
    case everybody
    /// What concerns the user.
    case user(UserID)
    /// Everything.
    case administrator(UserID)

    /// Whom a reader is counted for.
    var user: UserID? {
        switch self {
        case .everybody: nil
        case .user(let user), .administrator(let user): user
        }
    }

    /// Whether the item's frame is sent.
    func includes(_ item: FeedItem) -> Bool {
        switch self {
        case .everybody: false
        case .user(let user): item.concerns(user)
        case .administrator: true
        }
    }
}

import API

/// What becomes of a request for the feed.
package enum FeedAdmission: Equatable {
    /// The stream begins with these bytes.
    case begins([UInt8])
    /// The answer comes later.
    case later
    /// The reader can't go on after the id that it has named.
    case refused(Problem)
    /// The node has as many readers as it may.
    case full
    /// The user has.
    case fullForUser
}

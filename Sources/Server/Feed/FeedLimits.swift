/// Bounds of the feed.
struct FeedLimits: Sendable {
    /// Streams of a node.
    var readers = 10_000
    /// Streams of one user on a node.
    var perUser = 16
    /// Items kept for readers that come back.
    var buffer = 10_000
    /// Events that the public part is counted over when it resumes; one that comes from farther back
    /// begins anew.
    var publicReach: Int64 = 100_000
    /// Bytes of one piece of a replay; the next is made when they are sent.
    var pieceBytes = 262_144
    /// Between two heartbeats of a stream.
    var heartbeatMilliseconds: Int64 = 15_000
    /// How long a request waits for a node that has just started.
    var waitMilliseconds: Int64 = 5_000
}

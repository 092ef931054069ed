/// Bounds of the feed.
package struct FeedLimits: Sendable {
    /// Streams of a node.
    package var readers = 10_000
    /// Streams of one user on a node.
    package var perUser = 16
    /// Items kept for readers that come back.
    package var buffer = 10_000
    /// Events that the public part is counted over when it resumes; one that comes from farther back
    /// begins anew.
    package var publicReach: Int64 = 100_000
    /// Bytes of one piece of a replay; the next is made when they are sent.
    var pieceBytes = 262_144
    /// Between two heartbeats of a stream.
    var heartbeatMilliseconds: Int64 = 15_000
    /// How long a request waits for a node that has just started.
    var waitMilliseconds: Int64 = 5_000

    package init(
        readers: Int = 10_000,
        perUser: Int = 16,
        buffer: Int = 10_000,
        publicReach: Int64 = 100_000,
        pieceBytes: Int = 262_144,
        heartbeatMilliseconds: Int64 = 15_000,
        waitMilliseconds: Int64 = 5_000
    ) {
        self.readers = readers
        self.perUser = perUser
        self.buffer = buffer
        self.publicReach = publicReach
        self.pieceBytes = pieceBytes
        self.heartbeatMilliseconds = heartbeatMilliseconds
        self.waitMilliseconds = waitMilliseconds
    }
}

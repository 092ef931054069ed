/// What the server did since it started, over all loops.
package struct ServerCounters: Sendable, Equatable {
    /// Connections open now.
    package var connections = 0
    /// Connections ever accepted.
    package var accepted = 0
    /// Streams of events open now.
    package var streams = 0
    /// Streams cut off because their client read too slowly.
    package var streamsDropped = 0
    /// Requests handed to a handler.
    package var requests = 0
    /// Requests refused by the edge: malformed, too large, too slow.
    package var refused = 0
    /// Connections closed because a deadline passed.
    package var timedOut = 0
    /// Connections turned away because their address had too many.
    package var turnedAway = 0
    /// Times accepting stopped because the server was full or out of descriptors.
    package var acceptPauses = 0

    /// All zero.
    package init() {}

    static func += (sum: inout ServerCounters, part: ServerCounters) {
        sum.connections += part.connections
        sum.accepted += part.accepted
        sum.streams += part.streams
        sum.streamsDropped += part.streamsDropped
        sum.requests += part.requests
        sum.refused += part.refused
        sum.timedOut += part.timedOut
        sum.turnedAway += part.turnedAway
        sum.acceptPauses += part.acceptPauses
    }
}

import CLinux
import Glibc
import Synchronization

/// Messages from other threads to a loop; the only state that it shares.
final class Mailbox: Sendable {
    struct Mail: Sendable {
        var completions: [Completion] = []
        /// For streams that these completions, or earlier ones, have begun.
        var pushes: [Push] = []
        /// Set once: how long the loop may take to end.
        var stopGraceMilliseconds: Int64?

        var isEmpty: Bool { completions.isEmpty && pushes.isEmpty }
    }

    /// The eventfd that wakes the loop.
    let descriptor: Int32
    private let mail = Mutex(Mail())
    private let published = Mutex(ServerCounters())

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    func post(_ completions: [Completion]) {
        let wasEmpty = mail.withLock { mail in
            let wasEmpty = mail.isEmpty
            if mail.completions.isEmpty {
                mail.completions = completions
            } else {
                mail.completions.append(contentsOf: completions)
            }
            return wasEmpty
        }
        // A full box has woken the loop already.
        if wasEmpty { wake() }
    }

    func post(_ pushes: [Push]) {
        let wasEmpty = mail.withLock { mail in
            let wasEmpty = mail.isEmpty
            mail.pushes.append(contentsOf: pushes)
            return wasEmpty
        }
        if wasEmpty { wake() }
    }

    func post(stopGraceMilliseconds: Int64) {
        mail.withLock { $0.stopGraceMilliseconds = stopGraceMilliseconds }
        wake()
    }

    /// Everything posted so far; resets the eventfd first, so that no later post goes unnoticed.
    func take() -> Mail {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        return mail.withLock { mail in
            let taken = mail
            mail = Mail()
            return taken
        }
    }

    func publish(_ counters: ServerCounters) {
        published.withLock { $0 = counters }
    }

    var counters: ServerCounters {
        published.withLock { $0 }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }
}

/// Counts of all loops since the server's start.
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

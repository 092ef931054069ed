import EventStore
import Events
import Foundation
import Postgres
import Synchronization

/// A thread that turns other nodes' notifications into wakes of this node's feed.
///
/// A lost notification costs the wait until the next poll, so errors here are of no consequence: it
/// connects again.
final class LogListener: Sendable {
    private let options: ConnectionOptions
    private let feed: CommitFeed
    private let isStopping = Atomic(false)

    /// Bounds how long `stop` leaves the thread behind, in milliseconds.
    private let waitMilliseconds = 500

    init(_ options: ConnectionOptions, feed: CommitFeed) {
        var options = options
        options.applicationName = "tally listener"
        self.options = options
        self.feed = feed
    }

    func start() {
        let thread = Thread { self.run() }
        thread.name = "listener"
        thread.start()
    }

    /// The thread ends by itself within half a second.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
    }

    private func run() {
        while !isStopping.load(ordering: .relaxed) {
            do {
                try listen()
            } catch {
                feed.wake()
                usleep(UInt32(waitMilliseconds) * 1_000)
            }
        }
    }

    private func listen() throws {
        let connection = try Connection(options)
        try connection.listen(AppendLock.channel)
        while !isStopping.load(ordering: .relaxed) {
            let arrived = try connection.waitForNotification(
                timeoutMilliseconds: waitMilliseconds
            )
            if !arrived.isEmpty { feed.wake() }
        }
    }
}

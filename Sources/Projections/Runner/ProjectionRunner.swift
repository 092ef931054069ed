import CLinux
import Dispatch
import EventStore
import Events
import Foundation
import Model
import Postgres
import Synchronization
import Text

/// Limits of the projection thread.
package struct RunnerOptions: Hashable, Sendable {
    /// Events folded into one transaction at most.
    package var batchLimit = 5_000
    /// Least time between the starts of two transactions, in milliseconds, unless half of the batch
    /// limit waits: several appends are folded into one transaction, and a lone event after a pause
    /// is projected at once.
    package var paceMilliseconds = 20
    /// The same under load, until somebody waits for a position.
    package var busyPaceMilliseconds = 100
    /// Load is a transaction of so many events.
    package var busyEvents = 200
    /// How long an idle node waits before it checks the log by itself, in milliseconds.
    package var pollMilliseconds = 100
    /// How long a node waits while another one is working, in milliseconds.
    package var contendedMilliseconds = 10
    /// Events up to which a node follows another one row by row; beyond, everything is read again.
    package var followLimit = 20_000
    /// Pause after an error in milliseconds: doubles from the first to the last value.
    package var retryMilliseconds = 100...500

    package init() {}
}

/// The projection thread of a node, which advances the read models as the log grows.
///
/// After an error of the database or the connection, which `status` reports, it tries again after a
/// pause.
package final class ProjectionRunner: Sendable {
    private let connection: ConnectionOptions
    private let options: RunnerOptions
    private let feed: CommitFeed
    private let publish: @Sendable (ProjectionBatch) -> Void
    private let needsEpoch: @Sendable () -> Void
    private let log: @Sendable (String) -> Void
    private let board = StatusBoard()
    private let listener: LogListener
    private let isStopping = Atomic(false)
    private let isStarted = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)

    /// `connection` is used under role tally_projections.
    ///
    /// `feed` is the process's own feed, or an empty one where nothing is appended. `publish` is
    /// called on the projection thread after each commit, in order; `needsEpoch` when the log is on
    /// another server than its newest epoch says, so that a session that may append begins one;
    /// `log` on any thread, with one line.
    package init(
        _ connection: ConnectionOptions,
        feed: CommitFeed,
        options: RunnerOptions = RunnerOptions(),
        publish: @escaping @Sendable (ProjectionBatch) -> Void,
        needsEpoch: @escaping @Sendable () -> Void = {},
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        var connection = connection.with(role: LogRole.projections.rawValue)
        connection.applicationName = "tally projections"
        self.connection = connection
        self.options = options
        self.feed = feed
        self.publish = publish
        self.needsEpoch = needsEpoch
        self.log = log
        listener = LogListener(connection, feed: feed)
    }

    /// A snapshot for health, metrics and the administrator.
    package var status: RunnerStatus { board.status }

    /// Starts the thread.
    ///
    /// Call once.
    package func start() {
        guard !isStarted.exchange(true, ordering: .relaxed) else { return }
        listener.start()
        Thread { self.run() }.start()
    }

    /// Ends the thread after the present transaction, and waits for it.
    package func stop() {
        guard isStarted.load(ordering: .relaxed) else { return }
        isStopping.store(true, ordering: .relaxed)
        feed.wake()
        feed.hurry(for: LogPosition(.max))
        listener.stop()
        ended.wait()
        ended.signal()
    }

    private func run() {
        _ = clinux_name_thread("projections")
        var pause = options.retryMilliseconds.lowerBound
        while !isStopping.load(ordering: .relaxed) {
            do {
                try work(try open()) { pause = options.retryMilliseconds.lowerBound }
            } catch {
                board.failed()
                if error is ProjectionPass.EpochNotBegun { needsEpoch() }
                log("\(error); next attempt in \(pause) ms")
                rest(milliseconds: pause)
                pause = min(pause * 2, options.retryMilliseconds.upperBound)
            }
        }
        board.stopped()
        ended.signal()
    }

    private func open() throws -> ProjectionPass {
        ProjectionPass(
            try Connection(connection),
            feed: feed,
            options: options,
            publish: publish
        ) { [board, log] report in
            board.update(report)
            for (name, fault) in report.faults {
                log("projection \(name.rawValue) stopped: \(fault)")
            }
        }
    }

    /// Returns only to stop.
    private func work(_ session: ProjectionPass, succeeded: () -> Void) throws {
        while !isStopping.load(ordering: .relaxed) {
            let start = SystemClock.monotonicMicroseconds
            let wanted = feed.takeHurry()
            let outcome = try session.step()
            feed.hurry(for: min(wanted, session.waitPosition))
            board.succeeded()
            succeeded()
            switch outcome {
            case .moved:
                if session.lastBatchCount < options.batchLimit / 2 { pace(session, since: start) }
            case .idle:
                _ = feed.wait(
                    after: session.waitPosition,
                    timeoutMilliseconds: options.pollMilliseconds
                )
            case .contended:
                // Events that are published meanwhile are projected by the other node.
                _ = feed.wait(
                    after: LogPosition(.max),
                    timeoutMilliseconds: options.contendedMilliseconds
                )
            }
        }
    }

    /// Waits, so that events right after a batch are projected together.
    private func pace(_ session: ProjectionPass, since start: Int64) {
        func left(of milliseconds: Int) -> Int64 {
            start + Int64(milliseconds) * 1_000 - SystemClock.monotonicMicroseconds
        }
        let least = left(of: options.paceMilliseconds)
        if least > 0 { usleep(UInt32(least)) }
        guard session.lastBatchCount >= options.busyEvents else { return }
        let most = left(of: options.busyPaceMilliseconds)
        guard most >= 1_000, let projected = session.slowest else { return }
        feed.linger(
            after: projected,
            until: options.batchLimit / 2,
            timeoutMilliseconds: Int(most / 1_000)
        )
    }

    /// Wakes early only to stop, so that a busy feed does not turn the pause into a loop.
    private func rest(milliseconds: Int) {
        var left = milliseconds
        while left > 0, !isStopping.load(ordering: .relaxed) {
            let piece = min(left, 50)
            usleep(UInt32(piece) * 1_000)
            left -= piece
        }
    }
}

/// A thread that wakes this node's feed when other nodes notify of commits.
///
/// A lost notification only costs the wait until the next poll, so after an error it just connects
/// again.
private final class LogListener: Sendable {
    private let options: ConnectionOptions
    private let feed: CommitFeed
    private let isStopping = Atomic(false)

    /// The time after which the thread notices `stop`, in milliseconds.
    private let waitMilliseconds = 500

    init(_ options: ConnectionOptions, feed: CommitFeed) {
        var options = options
        options.applicationName = "tally listener"
        self.options = options
        self.feed = feed
    }

    func start() {
        Thread { self.run() }.start()
    }

    /// The thread ends by itself within half a second.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
    }

    private func run() {
        _ = clinux_name_thread("listener")
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
            let arrived = try connection.waitForNotification(timeoutMilliseconds: waitMilliseconds)
            if !arrived.isEmpty { feed.wake() }
        }
    }
}

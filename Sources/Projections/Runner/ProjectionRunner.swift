import Dispatch
import EventStore
import Events
import Foundation
import Model
import Postgres
import Synchronization

/// The projection thread of a node: moves the read models on as the log grows, for ever.
///
/// An error of the database or the connection shows in `status` and is tried again after a pause.
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
    /// another server than its newest epoch says, so that somebody who may append begins one; `log` on
    /// any thread, with one line.
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
        let thread = Thread { self.run() }
        thread.name = "projections"
        thread.start()
    }

    /// Ends the thread after the transaction in hand, and waits for it.
    package func stop() {
        guard isStarted.load(ordering: .relaxed) else { return }
        isStopping.store(true, ordering: .relaxed)
        feed.wake()
        listener.stop()
        ended.wait()
        ended.signal()
    }

    private func run() {
        var pause = options.retryMilliseconds.lowerBound
        while !isStopping.load(ordering: .relaxed) {
            do {
                try work(try open()) { pause = options.retryMilliseconds.lowerBound }
            } catch {
                board.failed()
                if error is ProjectionSession.EpochNotBegun { needsEpoch() }
                log("\(error); next attempt in \(pause) ms")
                rest(milliseconds: pause)
                pause = min(pause * 2, options.retryMilliseconds.upperBound)
            }
        }
        board.stopped()
        ended.signal()
    }

    private func open() throws -> ProjectionSession {
        ProjectionSession(
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
    private func work(_ session: ProjectionSession, succeeded: () -> Void) throws {
        while !isStopping.load(ordering: .relaxed) {
            let start = monotonicMicroseconds()
            let outcome = try session.step()
            board.succeeded()
            succeeded()
            switch outcome {
            case .moved:
                if session.lastBatchCount < options.batchLimit / 2 { pace(since: start) }
            case .idle:
                _ = feed.wait(
                    after: session.waitPosition,
                    timeoutMilliseconds: options.pollMilliseconds
                )
            case .contended:
                // What is published meanwhile is the other node's to project.
                _ = feed.wait(
                    after: LogPosition(.max),
                    timeoutMilliseconds: options.contendedMilliseconds
                )
            }
        }
    }

    /// Lets what comes right after a batch gather.
    private func pace(since start: Int64) {
        let passed = monotonicMicroseconds() - start
        let left = Int64(options.paceMilliseconds) * 1_000 - passed
        if left > 0 { usleep(UInt32(left)) }
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

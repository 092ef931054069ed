import Dispatch
import Events
import Foundation
import Synchronization

/// The one thread of a node that decides commands and appends.
///
/// While a batch commits, the next gathers in the queue; no timer delays a lone command.
package final class WriterLoop<Ticket: Sendable>: Sendable {
    /// Answers of one batch, called on the writer's thread after the events are published, or on that
    /// of `expire`.
    package typealias Answer = @Sendable ([(ticket: Ticket, outcome: Outcome)]) -> Void
    /// Events of one batch once they are durable, called on the writer's thread.
    package typealias Publish = @Sendable ([RecordedEvent]) -> Void
    /// What the log throws, called on the writer's thread at every failed attempt.
    package typealias Failed = @Sendable (EventLogError) -> Void

    package let counters = WriterCounters()
    private let queue: CommandQueue<Ticket>
    private let limits: CommandLimits
    private let makeLog: @Sendable () -> any EventLog
    private let publish: Publish
    private let answer: Answer
    private let failed: Failed
    private let isStarted = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)

    /// `makeLog` is called once, on the writer's thread, which the log is then confined to.
    package init(
        queue: CommandQueue<Ticket>,
        limits: CommandLimits = CommandLimits(),
        makeLog: @escaping @Sendable () -> any EventLog,
        publish: @escaping Publish,
        answer: @escaping Answer,
        failed: @escaping Failed = { _ in }
    ) {
        self.queue = queue
        self.limits = limits
        self.makeLog = makeLog
        self.publish = publish
        self.answer = answer
        self.failed = failed
    }

    /// Starts the thread.
    ///
    /// Once only.
    package func start() {
        guard !isStarted.exchange(true, ordering: .relaxed) else { return }
        let thread = Thread { self.run() }
        thread.name = "tally-writer"
        thread.start()
    }

    /// Answers the commands that wait for longer than the age limit as unavailable: while the writer
    /// finds out what became of a commit, nobody else's command should hang.
    ///
    /// To be called every now and then, from any thread.
    package func expire() {
        let limit = limits.ageMilliseconds * 1_000_000
        let old = queue.takeReceived(
            before: MonotonicTime(nanoseconds: MonotonicTime.now.nanoseconds - limit)
        )
        guard !old.isEmpty else { return }
        let outcome = Outcome.unavailable(retryAfterSeconds: limits.retryAfterSeconds)
        counters.unavailable.add(old.count, ordering: .relaxed)
        answer(old.map { ($0.ticket, outcome) })
    }

    /// Accepts no more commands, waits until all that were accepted are answered, and ends.
    package func stop() {
        queue.close()
        guard isStarted.load(ordering: .relaxed) else { return }
        ended.wait()
        // For another caller that stops as well.
        ended.signal()
    }

    private func run() {
        let processor = Processor(
            log: makeLog(),
            time: SystemTime(),
            limits: limits,
            committed: { [counters, publish] events in
                counters.events.add(events.count, ordering: .relaxed)
                publish(events)
            },
            failed: failed
        )
        while let batch = queue.take(max: limits.batch) {
            let start = MonotonicTime.now
            let outcomes = processor.process(batch)
            counters.count(outcomes)
            answer(zip(batch, outcomes).map { ($0.ticket, $1) })
            counters.batchDurations.record(
                (MonotonicTime.now.nanoseconds - start.nanoseconds) / 1_000
            )
        }
        ended.signal()
    }
}

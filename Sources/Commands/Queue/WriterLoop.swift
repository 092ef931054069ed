import Dispatch
import EventStore
import Events
import Foundation
import Synchronization

/// The one thread of a node that decides commands and appends their events.
///
/// While a batch commits, the next gathers in the queue; no timer delays a lone command.
package final class WriterLoop<Ticket: Sendable>: Sendable {
    /// Receives the answers to commands, on the writer's thread after the events are published, or on
    /// the thread of `expire`; with the newest epoch when each was decided, nil if it was not.
    package typealias Answer =
        @Sendable ([(ticket: Ticket, outcome: Outcome, epoch: EpochID?)]) -> Void
    /// Receives the events of a batch once they are durable, on the writer's thread.
    package typealias Publish = @Sendable ([RecordedEvent]) -> Void
    /// Receives the log's error of every failed attempt, on the writer's thread.
    package typealias Failed = @Sendable (EventLogError) -> Void

    /// Receives what the writer learns under the lock: see `Processor.Hooks.locked`.
    package typealias Locked = @Sendable (LockReading) -> String?

    /// The interval of probes while there is nothing to append, and the shorter one after a failure.
    private static var idleMilliseconds: Int { 1_000 }
    private static var failedMilliseconds: Int { 250 }

    package let counters = WriterCounters()
    package let health = AppendHealth()
    private let inFlight: BatchInFlight<Ticket>
    private let queue: CommandQueue<Ticket>
    private let limits: CommandLimits
    private let makeLog: @Sendable () -> any EventLog
    private let publish: Publish
    private let answer: Answer
    private let failed: Failed
    private let locked: Locked
    private let time: any TimeSource & Sendable
    private let isStarted = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)

    /// `makeLog` is called once, on the writer's thread, to which the log is then confined.
    package init(
        queue: CommandQueue<Ticket>,
        limits: CommandLimits = CommandLimits(),
        time: any TimeSource & Sendable = SystemTime(),
        makeLog: @escaping @Sendable () -> any EventLog,
        locked: @escaping Locked = { _ in nil },
        publish: @escaping Publish,
        answer: @escaping Answer,
        failed: @escaping Failed = { _ in }
    ) {
        self.queue = queue
        self.time = time
        self.locked = locked
        inFlight = BatchInFlight(retryAfterSeconds: limits.retryAfterSeconds)
        self.limits = limits
        self.makeLog = makeLog
        self.publish = publish
        self.answer = answer
        self.failed = failed
    }

    /// Starts the thread; a second call does nothing.
    package func start() {
        guard !isStarted.exchange(true, ordering: .relaxed) else { return }
        let thread = Thread { self.run() }
        thread.name = "tally-writer"
        thread.start()
    }

    /// Answers all commands older than the age limit, so that no client waits longer, whatever the
    /// database does; to be called regularly, from any thread.
    package func expire() {
        let limit = limits.ageMilliseconds * 1_000_000
        let time = MonotonicTime(nanoseconds: MonotonicTime.now.nanoseconds - limit)
        let outcome = Outcome.unavailable(retryAfterSeconds: limits.retryAfterSeconds)
        let old =
            queue.takeReceived(before: time).map {
                (ticket: $0.ticket, outcome: outcome, epoch: nil)
            }
            + inFlight.expire(before: time)
        guard !old.isEmpty else { return }
        counters.unavailable.add(old.count, ordering: .relaxed)
        answer(old)
    }

    /// Takes the lock as soon as the present batch is over, so that `locked` is called, even if there
    /// is nothing to append.
    package func look() {
        queue.wakeTaker()
    }

    /// Accepts no more commands, waits until all accepted ones are answered, and ends the thread.
    package func stop() {
        queue.close()
        guard isStarted.load(ordering: .relaxed) else { return }
        ended.wait()
        // For another caller of `stop`.
        ended.signal()
    }

    private func run() {
        let processor = Processor(log: makeLog(), time: time, limits: limits, hooks: hooks())
        // Probes at once: until then it is not known whether the log can be reached.
        var pause = 0
        while let batch = queue.take(max: limits.batch, waitMilliseconds: pause) {
            let start = MonotonicTime.now
            health.began(at: start)
            if batch.isEmpty { processor.probe() } else { process(batch, processor, start) }
            health.ended(processor.refusal ?? processor.failure?.hindrance)
            let isWell = processor.failure == nil && processor.refusal == nil
            pause = isWell ? Self.idleMilliseconds : Self.failedMilliseconds
        }
        ended.signal()
    }

    private func process(
        _ batch: [Submission<Ticket>],
        _ processor: Processor,
        _ start: MonotonicTime
    ) {
        inFlight.start(batch)
        let outcomes = processor.process(batch)
        let answers = inFlight.finish(outcomes, in: processor.epochs)
        counters.count(answers.map(\.outcome))
        answer(answers)
        counters.batchDurations.record((MonotonicTime.now.nanoseconds - start.nanoseconds) / 1_000)
    }

    private func hooks() -> Processor.Hooks {
        var hooks = Processor.Hooks()
        hooks.locked = { [health, locked] reading in
            health.read(reading)
            return locked(reading)
        }
        hooks.begun = inFlight.begin
        hooks.undone = inFlight.undo
        hooks.committed = { [counters, health, publish] events in
            if let last = events.last { health.committed(through: last.position) }
            counters.events.add(events.count, ordering: .relaxed)
            publish(events)
        }
        hooks.failed = failed
        return hooks
    }
}

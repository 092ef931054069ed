import CLinux
import Dispatch
import Entities
import EventStore
import Events
import Foundation
import Model
import Synchronization

/// Commands that wait for the writer thread: many threads submit, one thread takes.
package final class CommandQueue<Ticket: Sendable>: Sendable {
    private struct State {
        var waiting: [Submission<Ticket>] = []
        /// The number of commands taken already; `waiting` is cleared when it reaches the end.
        var head = 0
        var isClosed = false
        /// How many commands must wait for the taking thread, which sleeps, to be woken; nil while
        /// it does not sleep.
        var sleepsUntil: Int?
        /// Whether the taking thread must return although nothing waits.
        var isWanted = false

        /// Returns whether the taking thread must be woken now; only the first caller gets true.
        mutating func takeWake(for reason: Int = .max) -> Bool {
            guard let count = sleepsUntil, count <= reason else { return false }
            sleepsUntil = nil
            return true
        }

        /// Takes nothing while fewer than `least` commands wait.
        mutating func take(
            max: Int,
            atLeast least: Int
        ) -> (taken: [Submission<Ticket>], isOver: Bool) {
            let end = min(waiting.count, head + max)
            guard head < end, end - head >= least || isClosed || isWanted else {
                sleepsUntil = isClosed ? nil : least
                return ([], isClosed)
            }
            sleepsUntil = nil
            if head == 0, end == waiting.count {
                // All commands, as nearly always: move the storage instead of copying it.
                var taken: [Submission<Ticket>] = []
                swap(&taken, &waiting)
                return (taken, false)
            }
            let taken = Array(waiting[head..<end])
            head = end
            if head == waiting.count {
                waiting = []
                head = 0
            } else if head > waiting.count / 2 {
                waiting.removeFirst(head)
                head = 0
            }
            return (taken, false)
        }
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    /// The most commands that may wait.
    package let limit: Int

    package init(limit: Int = CommandLimits().queue) { self.limit = limit }

    /// The number of commands that wait now.
    package var depth: Int { state.withLock { $0.waiting.count - $0.head } }

    /// Adds commands in order and returns how many, from the first on, were accepted.
    ///
    /// The caller answers the others as unavailable; they had no effect. A closed queue takes none.
    package func submit(_ submissions: [Submission<Ticket>]) -> Int {
        let (accepted, wakes) = state.withLock { state in
            let room = state.isClosed ? 0 : limit - (state.waiting.count - state.head)
            let accepted = min(max(room, 0), submissions.count)
            state.waiting.append(contentsOf: submissions.prefix(accepted))
            let depth = state.waiting.count - state.head
            return (accepted, accepted > 0 && state.takeWake(for: depth))
        }
        if wakes { wake.signal() }
        return accepted
    }

    /// Waits for commands and takes all of them, at most `max`.
    ///
    /// First waits until as many commands wait as `gathering` names, for so many microseconds.
    /// Empty if none came for `waitMilliseconds`, or after `wakeTaker`; nil once the queue is
    /// closed and empty. For one thread only.
    package func take(
        max: Int,
        waitMilliseconds: Int,
        gathering: (commands: Int, microseconds: Int) = (1, 0)
    ) -> [Submission<Ticket>]? {
        let start = DispatchTime.now()
        let end = start + .milliseconds(waitMilliseconds)
        var (least, stop) = (1, end)
        if gathering.commands > 1 {
            (least, stop) = (gathering.commands, start + .microseconds(gathering.microseconds))
        }
        while true {
            let (taken, isOver, isWanted) = state.withLock { state in
                let (taken, isOver) = state.take(max: max, atLeast: least)
                defer { state.isWanted = false }
                return (taken, isOver, state.isWanted)
            }
            if !taken.isEmpty || isWanted && !isOver { return taken }
            if isOver { return nil }
            guard wake.wait(timeout: stop) == .timedOut else { continue }
            guard least > 1 else { return [] }
            (least, stop) = (1, end)
        }
    }

    /// Takes the commands that wait now, at most `max`; for the thread that takes.
    func takeWaiting(max: Int) -> [Submission<Ticket>] {
        state.withLock { state in
            guard state.head < state.waiting.count, max > 0 else { return [] }
            return state.take(max: max, atLeast: 1).taken
        }
    }

    /// Ends the present or next wait of `take` although no command waits, so that the writer takes
    /// the lock and reports what it learns.
    package func wakeTaker() {
        change { $0.isWanted = true }
    }

    /// Removes the commands that were received before `time`, so that their senders need not wait
    /// longer, whatever the writer does meanwhile; callable from any thread.
    package func takeReceived(before time: MonotonicTime) -> [Submission<Ticket>] {
        state.withLock { state in
            var end = state.head
            while end < state.waiting.count, state.waiting[end].receivedAt < time { end += 1 }
            guard end > state.head else { return [] }
            let old = Array(state.waiting[state.head..<end])
            state.waiting.removeFirst(end)
            state.head = 0
            return old
        }
    }

    /// Accepts no commands from now on; waiting ones can still be taken.
    package func close() {
        change { $0.isClosed = true }
    }

    private func change(_ body: (inout State) -> Void) {
        let wakes = state.withLock { state in
            body(&state)
            return state.takeWake()
        }
        if wakes { wake.signal() }
    }
}

/// The one thread of a node that decides commands and appends their events.
///
/// While a batch commits, the next gathers in the queue; no timer delays a lone command. After a
/// batch of many clients, the writer waits a moment for what they send next.
package final class WriterLoop<Ticket: Sendable>: Sendable {
    /// Receives the answers to commands, on the writer's thread after the events are published, or
    /// on the thread of `expire`; with the newest epoch when each was decided, nil if it was not.
    package typealias Answer =
        @Sendable ([(ticket: Ticket, outcome: Outcome, epoch: EpochID?)]) -> Void

    /// The interval of probes while there is nothing to append, and a shorter one after failures.
    private static var idleMilliseconds: Int { 1_000 }
    private static var failedMilliseconds: Int { 250 }

    package let counters = WriterCounters()
    package let health = AppendHealth()
    private let inFlight: BatchInFlight<Ticket>
    private let queue: CommandQueue<Ticket>
    private let limits: CommandLimits
    private let makeLog: @Sendable () -> any EventLog
    private let locked: @Sendable (LockReading) -> String?
    private let followed: @Sendable ([RecordedEvent]) -> Void
    private let publish: @Sendable ([RecordedEvent]) -> Void
    private let answer: Answer
    private let failed: @Sendable (EventLogError) -> Void
    private let time: any TimeSource & Sendable
    private let isStarted = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)

    /// `makeLog` is called once, on the writer's thread, to which the log is then confined;
    /// `locked`, `followed`, `publish` and `failed` are the hooks of the processor.
    package init(
        queue: CommandQueue<Ticket>,
        limits: CommandLimits = CommandLimits(),
        time: any TimeSource & Sendable = SystemTime(),
        makeLog: @escaping @Sendable () -> any EventLog,
        locked: @escaping @Sendable (LockReading) -> String? = { _ in nil },
        followed: @escaping @Sendable ([RecordedEvent]) -> Void = { _ in },
        publish: @escaping @Sendable ([RecordedEvent]) -> Void,
        answer: @escaping Answer,
        failed: @escaping @Sendable (EventLogError) -> Void = { _ in }
    ) {
        self.queue = queue
        self.time = time
        self.locked = locked
        self.followed = followed
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
        Thread { self.run() }.start()
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

    /// Accepts no more commands, waits until all accepted ones are answered, and ends the thread.
    package func stop() {
        queue.close()
        guard isStarted.load(ordering: .relaxed) else { return }
        ended.wait()
        // For another caller of `stop`.
        ended.signal()
    }

    private func run() {
        // Foundation gives a name only to a thread that runs.
        _ = clinux_name_thread("writer")
        let processor = Processor(log: makeLog(), time: time, limits: limits, hooks: hooks())
        // Probes at once: until then it is not known whether the log can be reached.
        var pause = 0
        var gathering = (commands: 1, microseconds: 0)
        while let batch = queue.take(
            max: limits.batch,
            waitMilliseconds: pause,
            gathering: gathering
        ) {
            health.began(at: .now)
            if batch.isEmpty { processor.probe() } else { process(batch, by: processor) }
            health.ended(processor.refusal ?? processor.failure?.hindrance)
            let isWell = processor.failure == nil && processor.refusal == nil
            pause = isWell ? Self.idleMilliseconds : Self.failedMilliseconds
            gathering = limits.gathering(after: batch.count, waiting: queue.depth)
        }
        ended.signal()
    }

    private func process(_ batch: [Submission<Ticket>], by processor: Processor) {
        let start = MonotonicTime.now
        inFlight.start(batch)
        let outcomes = processor.process(batch) { [queue, inFlight] room in
            let more = queue.takeWaiting(max: room)
            inFlight.add(more)
            return more
        }
        let answers = inFlight.finish(outcomes, in: processor.epochs)
        counters.count(answers.map { $0.outcome })
        answer(answers)
        counters.batchDurations.record((MonotonicTime.now.nanoseconds - start.nanoseconds) / 1_000)
    }

    private func hooks() -> Processor.Hooks {
        var hooks = Processor.Hooks()
        hooks.locked = { [health, locked] reading in
            health.read(reading)
            return locked(reading)
        }
        hooks.followed = followed
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

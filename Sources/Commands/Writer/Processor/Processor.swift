import Entities
import EventStore
import Events
import Model

/// Decides batches of commands on the true state and appends their events.
///
/// Confined to one thread; calls block. The streams that a batch is known to read are loaded before
/// the lock is taken; under the lock the model follows the events of other nodes; then the commands
/// are decided in order, each on the state after the ones before it; then all events are appended
/// at once.
package final class Processor {
    let log: any EventLog
    let time: any TimeSource
    let limits: CommandLimits
    private let hooks: Hooks

    /// The states of the loaded streams, as of `seen`.
    var model = WriteModel()
    /// The end of the log up to which the model has followed it; nil while nothing is loaded.
    var seen: LogTail?
    /// The epochs in which the outcomes of the last call of `process` were decided, in their order;
    /// nil for an outcome that was not decided.
    private(set) var epochs: [EpochID?] = []
    /// The streams that the command at hand reads; one list, reused.
    var streams = StreamList(for: .system, at: Timestamp(microseconds: 0))
    /// Why the last attempt at the log failed; nil if it went well.
    private(set) var failure: EventLogError?
    /// Why nothing was decided under the last lock; nil if something could be.
    private(set) var refusal: String?

    /// Calls to other parts of the node while a batch is processed, on the processor's thread.
    package struct Hooks {
        /// The lock was taken; returns a sentence if nothing may be decided now.
        package var locked: (LockReading) -> String? = { _ in nil }
        /// Events of other nodes, once a commit of this node covers them, before its own.
        package var followed: ([RecordedEvent]) -> Void = { _ in }
        /// Decisions begin: from here on the batch may be in the log.
        ///
        /// Commands that were received before the returned time have been answered, and are left
        /// out.
        package var begun: () -> MonotonicTime? = { nil }
        /// Nothing of the batch is in the log: it waits again.
        package var undone: () -> Void = {}
        /// Events of each batch once they are durable, before the answers.
        package var committed: ([RecordedEvent]) -> Void = { _ in }
        /// Every error of the log, since clients only learn that they should try again.
        package var failed: (EventLogError) -> Void = { _ in }

        package init() {}
    }

    package init(
        log: any EventLog,
        time: any TimeSource,
        limits: CommandLimits = CommandLimits(),
        hooks: Hooks = Hooks()
    ) {
        self.log = log
        self.time = time
        self.limits = limits
        self.hooks = hooks
    }

    /// Decides the commands in order and appends once.
    ///
    /// Returns one outcome for each, in the same order. Only a command whose events are known to be
    /// in the log is answered as done. `more` is called under the lock with the number of commands
    /// that fit, and returns those that came while the lock was waited for: they belong to the
    /// batch.
    package func process<Ticket>(
        _ submissions: [Submission<Ticket>],
        adding more: More<Ticket>? = nil
    ) -> [Outcome] {
        epochs.removeAll(keepingCapacity: true)
        return process(submissions[...], adding: more, isWhole: true)
    }

    package typealias More<Ticket> = (_ room: Int) -> [Submission<Ticket>]

    /// Finds out whether a batch could be decided and appended now, by appending nothing: `failure`
    /// and `refusal` say why not.
    package func probe() {
        refusal = nil
        do throws(EventLogError) {
            let (before, begun) = (time.now(), time.uptime())
            let locked = try log.probe(afterFailure: failure != nil)
            observe(locked, askedAt: before, begun)
            failure = nil
        } catch {
            failure = error.ofAnyBatch
            hooks.failed(error)
            if case .unavailable = error { forgetAll() }
        }
    }

    /// Takes the lock; an error here is never the fault of the batch.
    private func lock() throws(EventLogError) -> LockedLog {
        do throws(EventLogError) {
            return try log.lock()
        } catch {
            throw error.ofAnyBatch
        }
    }

    /// `isWhole` means that no other part of the batch is in the log.
    private func process<Ticket>(
        _ submissions: ArraySlice<Submission<Ticket>>,
        adding more: More<Ticket>? = nil,
        isWhole: Bool
    ) -> [Outcome] {
        var submissions = submissions
        for _ in 0..<limits.attempts {
            do throws(EventLogError) {
                let outcomes = try attempt(&submissions, adding: more)
                failure = nil
                return outcomes
            } catch {
                failure = error
                hooks.failed(error)
                switch error {
                case .lockTimeout: if isWhole { hooks.undone() }
                case .unavailable:
                    // The next connection may reach another server that lacks what this one had.
                    forgetAll()
                    if isWhole { hooks.undone() }
                case .unreadable, .refused: return divide(submissions)
                case .outcomeUnknown:
                    // The model may lack events that are in the log now, or hold some that are not.
                    forgetAll()
                    return undecided(.unknown, submissions.count)
                }
            }
        }
        return unavailable(submissions.count)
    }

    /// Isolates a command whose events or streams the log can't take: each half becomes a batch of
    /// its own, until the command is alone in its batch.
    private func divide<Ticket>(_ submissions: ArraySlice<Submission<Ticket>>) -> [Outcome] {
        guard submissions.count > 1 else { return unavailable(submissions.count) }
        let half = submissions.count / 2
        return process(submissions.prefix(half), isWhole: false)
            + process(submissions.dropFirst(half), isWhole: false)
    }

    private func unavailable(_ count: Int, cause: String? = nil) -> [Outcome] {
        undecided(.unavailable(retryAfterSeconds: limits.retryAfterSeconds, cause: cause), count)
    }

    private func undecided(_ outcome: Outcome, _ count: Int) -> [Outcome] {
        epochs += Array(repeating: nil, count: count)
        return Array(repeating: outcome, count: count)
    }

    private func observe(_ locked: LockedLog, askedAt before: Timestamp, _ begun: MonotonicTime) {
        let reading = LockReading(
            locked,
            askedAt: before,
            answeredAt: time.now(),
            begun: begun,
            uptime: time.uptime()
        )
        refusal = hooks.locked(reading) ?? reading.refusal(limits)
    }

    /// Throws the log's errors; then nothing was written, the lock is released, and the model holds
    /// nothing of the attempt.
    private func attempt<Ticket>(
        _ submissions: inout ArraySlice<Submission<Ticket>>,
        adding more: More<Ticket>?
    ) throws(EventLogError) -> [Outcome] {
        refusal = nil
        // What is loaded before the lock may be newer than the end that was followed. If the
        // attempt ends before `follow` compares both, a server that lacks the difference can take
        // over.
        var isFollowed = false
        defer { if !isFollowed { forgetAll() } }
        if seen != nil { try load(submissions, at: time.now()) }
        let (before, begun) = (time.now(), time.uptime())
        let locked = try lock()
        observe(locked, askedAt: before, begun)
        if let refusal {
            log.release()
            return unavailable(submissions.count, cause: refusal)
        }
        if let more { submissions += more(max(0, limits.batch - submissions.count)) }
        var batch = BatchInProgress(locked, capacity: submissions.count)
        var followed: [RecordedEvent] = []
        do throws(EventLogError) {
            followed = try follow(to: locked.tail)
            isFollowed = true
            batch.receipts = try receipts(for: submissions)
            batch.answeredBefore = hooks.begun()
            try decide(submissions, into: &batch)
            guard batch.hasEffect else {
                // A stored answer is given only once it is as durable as appended events.
                if batch.hasReplays || !locked.isCovered {
                    try log.confirm()
                    if !followed.isEmpty { hooks.followed(followed) }
                } else {
                    log.release()
                }
                model.evict(beyond: limits.entities)
                return decided(batch)
            }
            for stream in batch.grown {
                guard let snapshot = model.snapshot(stream) else { continue }
                batch.append.snapshots.append((stream, snapshot))
            }
            seen = try log.append(batch.append)
        } catch {
            log.release()
            for event in batch.append.events { model.forget(event) }
            throw error
        }
        model.evict(beyond: limits.entities)
        if !followed.isEmpty { hooks.followed(followed) }
        if !batch.append.events.isEmpty { hooks.committed(batch.append.events) }
        return decided(batch)
    }

    private func decided(_ batch: BatchInProgress) -> [Outcome] {
        epochs += Array(repeating: batch.history.newest.id, count: batch.outcomes.count)
        return batch.outcomes
    }
}

extension EventLogError {
    /// The same error where no batch is to blame: another one would fail as well.
    fileprivate var ofAnyBatch: EventLogError {
        switch self {
        case .refused(let text), .unreadable(_, let text): .unavailable(text)
        case .unavailable, .outcomeUnknown, .lockTimeout: self
        }
    }
}

/// The decisions of a batch so far.
struct BatchInProgress {
    let tail: LogTail
    /// The epochs of the log, which show whether an earlier place is still in it.
    let history: LogHistory
    /// The time of every decision of the batch: the database's, and never before the log's last
    /// event.
    let now: Timestamp
    /// Commands received before this time were answered by `BatchInFlight.expire`.
    var answeredBefore: MonotonicTime?
    /// Whether any outcome is a stored answer.
    var hasReplays = false
    /// Receipts under the keys of the batch, stored ones and new ones: a second command with a key
    /// gets the first one's answer, in the same batch as in a later one.
    var receipts: [ReceiptKey: FoundReceipt] = [:]
    var append: AppendBatch
    var outcomes: [Outcome] = []
    /// Streams that have grown enough for another snapshot.
    var grown: Set<StreamID> = []

    init(_ locked: LockedLog, capacity: Int) {
        tail = locked.tail
        history = locked.history
        now = max(locked.now, locked.tail.recordedAt)
        append = AppendBatch(recordedAt: now)
        append.events.reserveCapacity(2 * capacity)
        outcomes.reserveCapacity(capacity)
    }

    /// The position of the last event, decided ones included.
    var end: LogPosition { tail.position.advanced(by: append.events.count) }

    /// Whether there is anything to append.
    var hasEffect: Bool { !append.events.isEmpty || !append.receipts.isEmpty }
}

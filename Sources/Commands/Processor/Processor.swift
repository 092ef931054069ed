import Events

/// Decides batches of commands on the true state and appends what follows.
///
/// Confined to one thread; calls block.
///
/// A batch is loaded before the lock is taken, as far as it is known what it needs; under the lock
/// the model follows what other nodes have appended; then the commands are decided in order, each
/// on the state that the ones before it leave; then all is appended at once.
package final class Processor {
    let log: any EventLog
    let time: any TimeSource
    let limits: CommandLimits
    private let committed: ([RecordedEvent]) -> Void
    private let failed: (EventLogError) -> Void

    /// The states at `seen`, of the streams that are loaded.
    var model = WriteModel()
    /// The end of the log that the model has followed it to.
    ///
    /// Nil as long as nothing is loaded.
    var seen: LogTail?
    /// Reused by every question which streams a command reads.
    var streams: [StreamID] = []

    /// `committed` gets the events of each batch once they are durable, before the answers; `failed`
    /// whatever the log throws, since clients are only told to come again.
    package init(
        log: any EventLog,
        time: any TimeSource,
        limits: CommandLimits = CommandLimits(),
        committed: @escaping ([RecordedEvent]) -> Void = { _ in },
        failed: @escaping (EventLogError) -> Void = { _ in }
    ) {
        self.log = log
        self.time = time
        self.limits = limits
        self.committed = committed
        self.failed = failed
    }

    /// Decides the commands in order and appends once.
    ///
    /// One outcome for each, in the same order. Only what is known to stand in the log is answered
    /// as done.
    package func process<Ticket>(_ submissions: [Submission<Ticket>]) -> [Outcome] {
        process(submissions[...])
    }

    private func process<Ticket>(_ submissions: ArraySlice<Submission<Ticket>>) -> [Outcome] {
        for _ in 0..<limits.attempts {
            do throws(EventLogError) {
                return try attempt(submissions)
            } catch {
                failed(error)
                switch error {
                case .lockTimeout: continue
                case .unavailable:
                    // The next connection may reach another server that lacks what this one had.
                    forgetAll()
                case .unreadable, .refused: return divide(submissions)
                case .outcomeUnknown:
                    // The model may lack what stands in the log now, or hold what does not.
                    forgetAll()
                    return Array(repeating: .unknown, count: submissions.count)
                }
            }
        }
        return unavailable(submissions.count)
    }

    /// One command whose events or streams the log can't take does not keep the others from theirs:
    /// each half is a batch of its own, until it stands alone.
    private func divide<Ticket>(_ submissions: ArraySlice<Submission<Ticket>>) -> [Outcome] {
        guard submissions.count > 1 else { return unavailable(submissions.count) }
        let half = submissions.count / 2
        return process(submissions.prefix(half)) + process(submissions.dropFirst(half))
    }

    private func unavailable(_ count: Int) -> [Outcome] {
        Array(
            repeating: .unavailable(retryAfterSeconds: limits.retryAfterSeconds),
            count: count
        )
    }

    /// Throws what the log throws; then nothing was written, the lock is given back, and the model
    /// holds nothing of the attempt.
    private func attempt<Ticket>(
        _ submissions: ArraySlice<Submission<Ticket>>
    ) throws(EventLogError) -> [Outcome] {
        if seen != nil { try load(submissions, at: time.now()) }
        let tail = try log.lock()
        var batch = BatchInProgress(
            tail: tail,
            now: max(time.now(), tail.recordedAt),
            capacity: submissions.count
        )
        do throws(EventLogError) {
            try follow(to: tail)
            batch.receipts = try receipts(for: submissions)
            try decide(submissions, into: &batch)
            guard batch.hasEffect else {
                log.release()
                model.evict(beyond: limits.entities)
                return batch.outcomes
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
        if !batch.append.events.isEmpty { committed(batch.append.events) }
        return batch.outcomes
    }

    private func receipts<Ticket>(
        for submissions: ArraySlice<Submission<Ticket>>
    ) throws(EventLogError) -> [ReceiptKey: Receipt] {
        var keys: Set<ReceiptKey> = []
        for submission in submissions {
            if let key = submission.receiptKey { keys.insert(key) }
        }
        return keys.isEmpty ? [:] : try log.receipts(for: Array(keys))
    }
}

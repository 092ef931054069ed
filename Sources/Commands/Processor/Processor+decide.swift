import EventStore
import Events
import Model

extension Processor {
    /// Decides each command on the state after the ones before it, and applies its events.
    func decide<Ticket>(
        _ submissions: ArraySlice<Submission<Ticket>>,
        into batch: inout BatchInProgress
    ) throws(EventLogError) {
        let uptime = time.uptime()
        for index in submissions.indices {
            let submission = submissions[index]
            if let outcome = known(submission, at: uptime, batch) {
                if outcome.isReplayed { batch.hasReplays = true }
                batch.outcomes.append(outcome)
                continue
            }
            if !isLoaded(submission, at: batch.now) {
                // Everything was forgotten, or another command has changed which streams this one reads.
                // Later commands may lack the same streams, so one query loads for all of them.
                try load(submissions[index...], at: batch.now)
            }
            batch.outcomes.append(decide(submission, into: &batch))
        }
    }

    /// Returns the answer that needs no decision: the command is too old, or its key was used before.
    ///
    /// A receipt that is not trusted neither answers the command nor allows it to be done again.
    private func known<Ticket>(
        _ submission: Submission<Ticket>,
        at uptime: MonotonicTime,
        _ batch: BatchInProgress
    ) -> Outcome? {
        let age = uptime.nanoseconds - submission.receivedAt.nanoseconds
        let isAnswered = batch.answeredBefore.map { submission.receivedAt < $0 } ?? false
        guard age <= limits.ageMilliseconds * 1_000_000, !isAnswered else {
            return .unavailable(retryAfterSeconds: limits.retryAfterSeconds)
        }
        // Before the receipts: they may belong to the user who has the actor's id now.
        if let witness = submission.witness, !batch.history.contains(witness) {
            return .sessionLost
        }
        guard let key = submission.key, let receiptKey = submission.receiptKey,
            let found = batch.receipts[receiptKey]
        else { return nil }
        guard case .sealed(let receipt) = found else { return .distrusted }
        guard receipt.fingerprint == key.fingerprint else { return .keyReused }
        if let reason = receipt.refusal {
            return .rejected(reason: reason, position: receipt.position, replayed: true)
        }
        return .done(position: receipt.position, location: receipt.location, replayed: true)
    }

    private func decide<Ticket>(
        _ submission: Submission<Ticket>,
        into batch: inout BatchInProgress
    ) -> Outcome {
        let next = batch.end.advanced(by: 1)
        let call = Call(now: batch.now, next: next, actor: submission.actor)
        do throws(Refusal) {
            let decision = try submission.command.decide(model, call)
            record(decision, of: submission, into: &batch)
            if let rejection = decision.refusal {
                return reject(rejection, submission, into: &batch)
            }
            let location = decision.location?.path
            keep(nil, location, of: submission, into: &batch)
            return .done(position: batch.end, location: location, replayed: false)
        } catch {
            switch error {
            case .notFound(let kind): return .notFound(kind)
            case .forbidden: return .forbidden
            case .rejected(let rejection): return reject(rejection, submission, into: &batch)
            }
        }
    }

    private func reject<Ticket>(
        _ rejection: Rejection,
        _ submission: Submission<Ticket>,
        into batch: inout BatchInProgress
    ) -> Outcome {
        keep(rejection, nil, of: submission, into: &batch)
        return .rejected(reason: rejection.rawValue, position: batch.end, replayed: false)
    }

    private func record<Ticket>(
        _ decision: Decision,
        of submission: Submission<Ticket>,
        into batch: inout BatchInProgress
    ) {
        let origin = Origin(
            command: submission.id,
            actor: submission.actor,
            causation: submission.causation,
            correlation: submission.correlation
        )
        var position = batch.end
        for new in decision.events {
            let version = model.append(new)
            position = position.advanced(by: 1)
            batch.append.events.append(
                RecordedEvent(
                    position: position,
                    stream: new.stream,
                    version: version,
                    event: new.event,
                    origin: origin,
                    recordedAt: batch.now
                )
            )
            if version.rawValue % limits.snapshotEvery == 0 { batch.grown.insert(new.stream) }
        }
        if let person = decision.person { batch.append.people.append(person) }
    }

    /// Stores the answer under the command's key, if it has one.
    private func keep<Ticket>(
        _ rejection: Rejection?,
        _ location: String?,
        of submission: Submission<Ticket>,
        into batch: inout BatchInProgress
    ) {
        guard let key = submission.key, let receiptKey = submission.receiptKey else { return }
        let receipt = Receipt(
            fingerprint: key.fingerprint,
            refusal: rejection?.rawValue,
            position: batch.end,
            location: location,
            recordedAt: batch.now
        )
        batch.receipts[receiptKey] = .sealed(receipt)
        batch.append.receipts.append((receiptKey, receipt))
    }
}

extension Outcome {
    /// Whether it is the stored answer to an earlier command.
    fileprivate var isReplayed: Bool {
        switch self {
        case .done(_, _, let replayed), .rejected(_, _, let replayed): replayed
        case .notFound, .forbidden, .sessionLost, .distrusted, .keyReused, .unknown, .unavailable:
            false
        }
    }
}

extension Submission {
    /// The place of this command's receipt: keys of different actors are different.
    var receiptKey: ReceiptKey? {
        key.map { ReceiptKey(actor: actor, key: $0.key) }
    }
}

/// The decisions of a batch so far.
struct BatchInProgress {
    let tail: LogTail
    /// The epochs of the log, which show whether an earlier place is still in it.
    let history: LogHistory
    /// The time of every decision of the batch: the database's, and never before the log's last event.
    let now: Timestamp
    /// Commands received before this time were answered by `BatchInFlight.expire`.
    var answeredBefore: MonotonicTime?
    /// Whether any outcome is a stored answer.
    var hasReplays = false
    /// Receipts under the keys of the batch, stored ones and new ones: a second command with a key gets
    /// the first one's answer, in the same batch as in a later one.
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

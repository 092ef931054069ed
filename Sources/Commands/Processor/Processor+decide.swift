import EventStore
import Events
import Model

extension Processor {
    /// Decides each command on the state that the ones before it leave, and follows its events.
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
                // Everything was forgotten, or another command has changed what this one reads.
                // Those after it may lack the same, so one query loads for all of them.
                try load(submissions[index...], at: batch.now)
            }
            batch.outcomes.append(decide(submission, into: &batch))
        }
    }

    /// The answer that needs no decision: too old, or the key was used before.
    ///
    /// A receipt that is not believed is no answer, and no leave to do the command once more either.
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
        // Before the receipts: they may be those of the user who has the actor's number now.
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
        let context = DecisionContext(
            now: batch.now,
            next: batch.end.advanced(by: 1),
            actor: submission.actor
        )
        do throws(Refusal) {
            let decision = try submission.command.decide(model, context)
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
    /// Where the receipt of this command stands: under its key, within what belongs to its actor.
    var receiptKey: ReceiptKey? {
        key.map { ReceiptKey(actor: actor, key: $0.key) }
    }
}

/// What has been decided of a batch so far.
struct BatchInProgress {
    let tail: LogTail
    /// Which positions still stand.
    let history: LogHistory
    /// The one time that every decision of the batch is made at: the database's, and never before the
    /// log's last.
    let now: Timestamp
    /// Commands received before this time have been answered by somebody else.
    var answeredBefore: MonotonicTime?
    /// Whether an outcome is a stored answer.
    var hasReplays = false
    /// Stored receipts under the keys of the batch, and those that it adds: a second command under
    /// a key is answered with the first one's, within a batch as later.
    var receipts: [ReceiptKey: FoundReceipt] = [:]
    var append: AppendBatch
    var outcomes: [Outcome] = []
    /// Streams that have grown far enough for a snapshot.
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

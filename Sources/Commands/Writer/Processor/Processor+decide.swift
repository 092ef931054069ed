import Entities
import EventStore
import Events
import Model

/// The steps of a batch: load what its commands read, follow the log, decide.
extension Processor {
    /// Loads all streams that the commands read and the model lacks, in one query per step, until
    /// no command lists further ones.
    func load<Ticket>(
        _ submissions: ArraySlice<Submission<Ticket>>,
        at now: Timestamp
    ) throws(EventLogError) {
        var unsettled = Array(submissions.indices)
        while !unsettled.isEmpty {
            var missing: Set<StreamID> = []
            var lacksGrantees = false
            unsettled.removeAll { index in
                let settled = isLoaded(submissions[index], at: now)
                for stream in streams.all where !settled && !model.touch(stream) {
                    missing.insert(stream)
                }
                if streams.lacksGrantees { lacksGrantees = true }
                return settled
            }
            guard lacksGrantees || !missing.isEmpty else { return }
            if lacksGrantees { model.load(grantees: try log.grantees()) }
            if !missing.isEmpty { try load(missing) }
        }
    }

    /// Returns whether everything that the command reads is in the model; `streams` then lists it.
    func isLoaded<Ticket>(_ submission: Submission<Ticket>, at now: Timestamp) -> Bool {
        isLoaded(submission.command, of: submission.actor, in: submission.session, at: now)
    }

    func isLoaded(
        _ command: any Command,
        of actor: Actor,
        in session: SessionID? = nil,
        at now: Timestamp
    ) -> Bool {
        streams.restart(for: actor, in: session, at: now)
        command.reads(model, &streams)
        var settled = !streams.lacksGrantees
        for stream in streams.all where !model.touch(stream) { settled = false }
        return settled
    }

    func load(_ missing: Set<StreamID>) throws(EventLogError) {
        let histories = try log.histories(of: Array(missing))
        for stream in missing {
            let history = histories[stream] ?? StreamHistory()
            guard model.load(stream, history) else {
                throw .unreadable(
                    history.events.first?.position ?? .start,
                    "the history of \(stream) has a gap, an event of another kind or a broken snapshot"
                )
            }
        }
    }

    /// Brings the model to the end of the log, as other nodes may have appended, and returns the
    /// last events that it folded on the way.
    func follow(to tail: LogTail) throws(EventLogError) -> [RecordedEvent] {
        // Nothing is loaded yet; or another server has taken over and lacks the end of the log that
        // was followed. Then no state may be trusted.
        guard let known = seen, try log.stands(known),
            tail.position.rawValue - known.position.rawValue <= Int64(limits.catchUp)
        else { return start(at: tail) }
        var position = known.position
        var folded: [RecordedEvent] = []
        while position < tail.position {
            guard let events = try readable(after: position), let last = events.last
            else { return start(at: tail) }
            for event in events {
                guard model.fold(event) else { return start(at: tail) }
            }
            position = last.position
            folded = events
        }
        seen = tail
        return folded
    }

    /// Returns the next events, or nil if only newer software can read some of them: commands on
    /// other streams can still be decided.
    private func readable(after position: LogPosition) throws(EventLogError) -> [RecordedEvent]? {
        do throws(EventLogError) {
            return try log.events(after: position, limit: limits.catchUpChunk)
        } catch .unreadable {
            return nil
        }
    }

    /// Forgets all states, so that each is loaded again when it is needed.
    func forgetAll() {
        model = WriteModel()
        seen = nil
    }

    /// Begins without any state, as of the log's end, and returns no events.
    private func start(at tail: LogTail) -> [RecordedEvent] {
        forgetAll()
        seen = tail
        return []
    }

    /// Returns the stored answers under the keys of the commands.
    func receipts<Ticket>(
        for submissions: ArraySlice<Submission<Ticket>>
    ) throws(EventLogError) -> [ReceiptKey: FoundReceipt] {
        var keys: Set<ReceiptKey> = []
        for submission in submissions {
            if let key = submission.receiptKey { keys.insert(key) }
        }
        return keys.isEmpty ? [:] : try log.receipts(for: Array(keys))
    }

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
                // Everything was forgotten, or another command has changed which streams this one
                // reads. Later commands may lack the same streams, so one query loads for all of
                // them.
                try load(submissions[index...], at: batch.now)
            }
            batch.outcomes.append(try decide(submission, into: &batch))
        }
    }

    /// Returns the answer that needs no decision: the command is too old, or its key was used
    /// before.
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
            return .rejected(
                reason: reason,
                detail: receipt.detail,
                position: receipt.position,
                replayed: true
            )
        }
        // Only a part of a bulk was done with a detail.
        if let results = receipt.detail.flatMap(BulkResults.init(text:)) {
            return .decided(results, position: receipt.position, replayed: true)
        }
        return .done(position: receipt.position, location: receipt.location, replayed: true)
    }

    private func decide<Ticket>(
        _ submission: Submission<Ticket>,
        into batch: inout BatchInProgress
    ) throws(EventLogError) -> Outcome {
        if let session = submission.session, model.hasEnded(session, of: submission.actor) {
            return .sessionEnded
        }
        let next = batch.end.advanced(by: 1)
        let call = Call(now: batch.now, next: next, actor: submission.actor)
        let decision: Decision
        do throws(Refusal) {
            decision = try submission.command.decide(model, call)
        } catch {
            switch error {
            case .notFound(let kind, let detail): return .notFound(kind, detail: detail)
            case .forbidden(let permitted): return .forbidden(permitted)
            case .rejected(let rejection, let detail):
                return reject(rejection, detail, submission, into: &batch)
            }
        }
        if let bulk = submission.command.bulk {
            return try decide(bulk, of: submission, into: &batch)
        }
        record(decision, of: submission, into: &batch)
        if let rejection = decision.refusal {
            return reject(rejection, nil, submission, into: &batch)
        }
        let location = decision.location?.path
        keep(Answer(location: location), of: submission, into: &batch)
        return .done(position: batch.end, location: location, replayed: false)
    }

    /// Refuses the command by a rule.
    func reject<Ticket>(
        _ rejection: Rejection,
        _ detail: String?,
        _ submission: Submission<Ticket>,
        into batch: inout BatchInProgress
    ) -> Outcome {
        keep(Answer(rejection: rejection, detail: detail), of: submission, into: &batch)
        return .rejected(
            reason: rejection.rawValue,
            detail: detail,
            position: batch.end,
            replayed: false
        )
    }

    /// Applies the events to the model, and adds them to the batch.
    func record<Ticket>(
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
        batch.append.people += [decision.person, decision.renewal].compactMap { $0 }
    }

    /// What a receipt says of a command besides its position.
    struct Answer {
        var rejection: Rejection?
        var detail: String?
        var location: String?
    }

    /// Stores the answer under the command's key, if it has one.
    func keep<Ticket>(
        _ answer: Answer,
        of submission: Submission<Ticket>,
        into batch: inout BatchInProgress
    ) {
        guard let key = submission.key, let receiptKey = submission.receiptKey else { return }
        let receipt = Receipt(
            fingerprint: key.fingerprint,
            refusal: answer.rejection?.rawValue,
            detail: answer.detail,
            position: batch.end,
            location: answer.location,
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
        case .done(_, _, let replayed), .rejected(_, _, _, let replayed),
            .decided(_, _, let replayed):
            replayed
        case .notFound, .forbidden, .sessionLost, .sessionEnded, .distrusted, .keyReused, .unknown,
            .unavailable:
            false
        }
    }
}

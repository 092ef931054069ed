import Entities
import EventStore
import Events
import Model

/// The decision of a bulk, item by item.
extension Processor {
    /// Decides the items in order, each on the state after the ones before it.
    ///
    /// Throws the log's errors while further streams are loaded; the model then holds some of the
    /// bulk's events, as it does of a batch.
    func decide<Ticket>(
        _ bulk: any Bulk,
        of submission: Submission<Ticket>,
        into batch: inout BatchInProgress
    ) throws(EventLogError) -> Outcome {
        switch bulk.mode {
        case .allOrNothing:
            let failure = try decideGroup(0..<bulk.count, of: bulk, submission, into: &batch)
            if let failure {
                return refuse(failure.refusal, at: failure.index, submission, into: &batch)
            }
            keep(Answer(), of: submission, into: &batch)
            return .done(position: batch.end, location: nil, replayed: false)
        case .each:
            var results = BulkResults()
            while results.done.count < bulk.count {
                let start = results.done.count
                let group = start..<bulk.groupEnd(from: start)
                let failure = try decideGroup(group, of: bulk, submission, into: &batch)
                results.add(group.count, after: failure?.refusal)
            }
            keep(Answer(detail: results.text), of: submission, into: &batch)
            return .decided(results, position: batch.end, replayed: false)
        }
    }

    /// Decides items that succeed or fail together.
    ///
    /// Returns the first that is refused; then nothing of the group is left.
    private func decideGroup<Ticket>(
        _ group: Range<Int>,
        of bulk: any Bulk,
        _ submission: Submission<Ticket>,
        into batch: inout BatchInProgress
    ) throws(EventLogError) -> (index: Int, refusal: Refusal)? {
        let mark = batch.mark
        model.setSavepoint()
        // After an error of the log, the batch's streams are forgotten, these ones included.
        defer { model.releaseSavepoint() }
        for index in group {
            let command = bulk.item(at: index)
            try load(command, of: submission.actor, at: batch.now)
            let next = batch.end.advanced(by: 1)
            let call = Call(now: batch.now, next: next, actor: submission.actor)
            do throws(Refusal) {
                record(try command.decide(model, call), of: submission, into: &batch)
            } catch {
                model.rollBack()
                batch.cut(to: mark)
                return (index, error)
            }
        }
        return nil
    }

    /// Loads what one command reads, as far as the model lacks it.
    private func load(
        _ command: any Command,
        of actor: Actor,
        at now: Timestamp
    ) throws(EventLogError) {
        while !isLoaded(command, of: actor, at: now) {
            if streams.lacksGrantees { model.load(grantees: try log.grantees()) }
            var missing: Set<StreamID> = []
            for stream in streams.all where !model.touch(stream) { missing.insert(stream) }
            if !missing.isEmpty { try load(missing) }
        }
    }

    /// The refusal of a whole bulk because of one of its items.
    private func refuse<Ticket>(
        _ refusal: Refusal,
        at index: Int,
        _ submission: Submission<Ticket>,
        into batch: inout BatchInProgress
    ) -> Outcome {
        switch refusal {
        case .notFound(let kind, let detail):
            .notFound(kind, detail: BulkFailure.detail(at: index, detail))
        case .forbidden(let permitted): .forbidden(permitted)
        case .rejected(let rejection, let detail):
            reject(rejection, BulkFailure.detail(at: index, detail), submission, into: &batch)
        }
    }
}

extension BatchInProgress {
    /// A place to which the batch can be cut.
    struct Mark {
        fileprivate let events: Int
        fileprivate let people: Int
        fileprivate let grown: Set<StreamID>
    }

    var mark: Mark {
        Mark(events: append.events.count, people: append.people.count, grown: grown)
    }

    /// Takes back what was decided since.
    mutating func cut(to mark: Mark) {
        append.events.removeLast(append.events.count - mark.events)
        append.people.removeLast(append.people.count - mark.people)
        grown = mark.grown
    }
}

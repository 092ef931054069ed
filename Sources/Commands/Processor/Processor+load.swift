import EventStore
import Events
import Model

extension Processor {
    /// Loads all streams that the commands read and the model lacks, in one query per step, until no
    /// command lists further ones.
    func load<Ticket>(
        _ submissions: ArraySlice<Submission<Ticket>>,
        at now: Timestamp
    ) throws(EventLogError) {
        var unsettled = Array(submissions.indices)
        while !unsettled.isEmpty {
            var missing: Set<StreamID> = []
            unsettled.removeAll { index in
                let settled = isLoaded(submissions[index], at: now)
                for stream in streams.all where !settled && !model.touch(stream) {
                    missing.insert(stream)
                }
                return settled
            }
            guard !missing.isEmpty else { return }
            try load(missing)
        }
    }

    /// Returns whether everything that the command reads is in the model; `streams` then lists it.
    func isLoaded<Ticket>(_ submission: Submission<Ticket>, at now: Timestamp) -> Bool {
        streams.restart(for: submission.actor, at: now)
        submission.command.reads(model, &streams)
        var settled = true
        for stream in streams.all where !model.touch(stream) { settled = false }
        return settled
    }

    private func load(_ missing: Set<StreamID>) throws(EventLogError) {
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

    /// Brings the model to the end of the log, as other nodes may have appended.
    func follow(to tail: LogTail) throws(EventLogError) {
        // Nothing is loaded yet; or another server has taken over and lacks the end of the log that was
        // followed. Then no state may be trusted.
        guard let known = seen, try log.stands(known),
            tail.position.rawValue - known.position.rawValue <= Int64(limits.catchUp)
        else { return start(at: tail) }
        var position = known.position
        while position < tail.position {
            guard let events = try readable(after: position), let last = events.last
            else { return start(at: tail) }
            for event in events {
                guard model.fold(event) else { return start(at: tail) }
            }
            position = last.position
        }
        seen = tail
    }

    /// Returns the next events, or nil if only newer software can read some of them: commands on other
    /// streams can still be decided.
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

    private func start(at tail: LogTail) {
        forgetAll()
        seen = tail
    }
}

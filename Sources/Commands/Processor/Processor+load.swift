import EventStore
import Events
import Model

extension Processor {
    /// Loads whatever the commands read and the model lacks, in one query per step.
    ///
    /// A command may name further streams once it sees the first ones, so this goes on until none
    /// is missing.
    func load<Ticket>(
        _ submissions: ArraySlice<Submission<Ticket>>,
        at now: Timestamp
    ) throws(EventLogError) {
        var unsettled = Array(submissions.indices)
        while !unsettled.isEmpty {
            var missing: Set<StreamID> = []
            unsettled.removeAll { index in
                let settled = isLoaded(submissions[index], at: now)
                for stream in streams where !settled && !model.touch(stream) {
                    missing.insert(stream)
                }
                return settled
            }
            guard !missing.isEmpty else { return }
            try load(missing)
        }
    }

    /// Whether all that the command reads is in the model; `streams` is then what it reads.
    func isLoaded<Ticket>(_ submission: Submission<Ticket>, at now: Timestamp) -> Bool {
        streams.removeAll(keepingCapacity: true)
        submission.command.reads(model, by: submission.actor, at: now, into: &streams)
        var settled = true
        for stream in streams where !model.touch(stream) { settled = false }
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
        // Nothing loaded yet; or the log is not the one that was followed, since another server has
        // taken over that lacks the last of it. Then nothing that is known may be trusted.
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

    /// The next events, or nil if there are some that only newer software can read: commands on
    /// other streams are none the worse for them.
    private func readable(
        after position: LogPosition
    ) throws(EventLogError) -> [RecordedEvent]? {
        do throws(EventLogError) {
            return try log.events(after: position, limit: limits.catchUpChunk)
        } catch .unreadable {
            return nil
        }
    }

    /// Loads everything anew when it is needed.
    func forgetAll() {
        model = WriteModel()
        seen = nil
    }

    private func start(at tail: LogTail) {
        forgetAll()
        seen = tail
    }
}

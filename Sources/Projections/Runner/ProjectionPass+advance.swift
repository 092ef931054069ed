import EventStore
import Events
import Model
import Postgres

extension ProjectionPass {
    /// Projects the next events of each locked read model, in groups that are at one position.
    func advance(_ active: [Checkpoint], _ next: inout ProjectionState) throws -> [CheckpointMove] {
        struct Group: Hashable {
            let position: LogPosition
            let limit: Int
        }
        let groups = Dictionary(grouping: active) { checkpoint in
            Group(
                position: checkpoint.position,
                limit: next.limit(checkpoint.name, atMost: options.batchLimit)
            )
        }
        let positions = groups.keys.map(\.position).sorted()
        var moves: [CheckpointMove] = []
        for (group, members) in groups.sorted(by: { $0.key.position < $1.key.position }) {
            // A group that is behind stops at the next group's position, to continue together.
            let end = positions.first { group.position < $0 }
            let room = end.map { Int($0.rawValue - group.position.rawValue) } ?? group.limit
            let names = members.map(\.name).sorted()
            let run = try source.read(
                after: group.position,
                limit: min(group.limit, room),
                connection
            )
            lastBatchCount = max(lastBatchCount, run.events.count)
            let families = EventFamilies(of: run.events)
            for name in names {
                let move = try project(name, run, of: families, from: group.position, &next)
                guard let move else { continue }
                next.move(name, to: move.position)
                next.retries.remove(name)
                if move.fault == nil { next.succeeded(name, limit: options.batchLimit) }
                moves.append(move)
            }
        }
        return moves
    }

    /// Nil if there is no work.
    private func project(
        _ name: ReadModel,
        _ run: EventSource.Run,
        of families: EventFamilies,
        from position: LogPosition,
        _ next: inout ProjectionState
    ) throws -> CheckpointMove? {
        if let fault = next.condemned.removeValue(forKey: name) {
            if fault.position == position.advanced(by: 1) {
                return CheckpointMove(name: name, position: position, fault: fault)
            }
        }
        guard let last = run.events.last else {
            guard let unreadable = run.unreadable else { return nil }
            if unreadable.stops(name) {
                return CheckpointMove(name: name, position: position, fault: unreadable.fault)
            }
            return CheckpointMove(name: name, position: unreadable.fault.position)
        }
        do {
            try fold(name, run.events[...], of: families)
            try write(name, run.events.count, last.position)
            return CheckpointMove(name: name, position: last.position)
        } catch let fault as ProjectionFault {
            // The events before this one are sound: they are folded again and written.
            for table in tables[name] ?? [] { table.forget() }
            let sound = run.events.prefix { $0.position < fault.position }
            try fold(name, sound, of: families)
            try write(name, sound.count, fault.position)
            return CheckpointMove(
                name: name,
                position: sound.last?.position ?? position,
                fault: fault
            )
        }
    }

    private func fold(
        _ name: ReadModel,
        _ events: ArraySlice<RecordedEvent>,
        of families: EventFamilies
    ) throws {
        // Most events concern few read models.
        guard !families.isDisjoint(with: ReadModels.families(of: name)) else { return }
        for table in tables[name] ?? [] {
            try table.load(for: events, from: connection)
            try table.apply(events)
        }
    }

    private func write(_ name: ReadModel, _ count: Int, _ position: LogPosition) throws {
        do {
            for table in tables[name] ?? [] { try table.write(to: connection) }
        } catch PostgresError.server(let error) where error.sqlState.isAboutData {
            throw RefusedRows(name: name, events: count, position: position, text: "\(error)")
        }
    }

    func condemn(_ refused: RefusedRows) {
        if state.halve(refused.name, refused.events) { return }
        state.condemned[refused.name] = ProjectionFault(refused.position, .refused(refused.text))
    }
}

extension SQLState {
    /// The row itself was refused: data exception (22), constraint (23), program limit (54).
    fileprivate var isAboutData: Bool {
        ["22", "23", "54"].contains { code.hasPrefix($0) }
    }
}

/// The source of events to project: the feed of this process while it is contiguous, else the
/// log.
package struct EventSource {
    let feed: CommitFeed
    /// What was last read from the log: read models at one position need the same events.
    private var last: (after: LogPosition, events: [RecordedEvent])?

    /// A feed to which nothing is published has all events read from the log.
    package init(feed: CommitFeed) {
        self.feed = feed
    }

    /// Consecutive events, up to one that can't be read.
    package struct Run {
        package var events: [RecordedEvent]
        package var unreadable: Unreadable?
    }

    /// An event that can't be read; its type decides which read models it stops.
    package struct Unreadable {
        package let fault: ProjectionFault
        /// By the first word of the type; nil if the word is unknown, and the event may concern any
        /// read model.
        let family: EventFamilies?

        /// `family` is that of the event's type.
        package init(fault: ProjectionFault, family: EventFamilies?) {
            self.fault = fault
            self.family = family
        }

        /// Whether the read model is made of such events.
        package func stops(_ name: ReadModel) -> Bool {
            guard let family else { return true }
            return ReadModels.families(of: name).contains(family)
        }
    }

    /// Lets go of what was read from the log.
    mutating func forget() { last = nil }

    /// Whether this process has the next events; if not, the log may have them.
    func isWaiting(after position: LogPosition) -> Bool {
        feed.take(after: position, max: 1)?.isEmpty == false
    }

    /// The events after `position`, at most `limit`.
    ///
    /// If the first of them can't be read, there are no events.
    package mutating func read(
        after position: LogPosition,
        limit: Int,
        _ connection: Connection
    ) throws -> Run {
        if let events = feed.take(after: position, max: limit), !events.isEmpty {
            return Run(events: events)
        }
        if let last, last.after == position, last.events.count >= limit {
            return Run(events: Array(last.events.prefix(limit)))
        }
        let reader = LogReader(connection)
        do {
            let events = try reader.read(after: position, limit: limit)
            last = (position, events)
            return Run(events: events)
        } catch EventLogError.unreadable(let broken, let text) {
            let before = Int(broken.rawValue - position.rawValue) - 1
            let fault = ProjectionFault(broken, .unreadable(text))
            let unreadable = Unreadable(fault: fault, family: try reader.family(at: broken))
            guard before > 0 else { return Run(events: [], unreadable: unreadable) }
            let events = try reader.read(after: position, limit: before)
            return Run(events: events, unreadable: unreadable)
        }
    }
}

/// The last position and the newest epoch, both as of one snapshot.
package func logEnd(_ connection: Connection) throws -> (tail: LogPosition, epoch: EpochID) {
    let row = try connection.execute(
        """
        SELECT coalesce(max(last_position), 0)::bigint, (\(LogHistory.newestQuery))
        FROM log.batches
        """
    ).only()
    return (LogPosition(try row.int64(0)), try LogHistory.epoch(row, 1))
}

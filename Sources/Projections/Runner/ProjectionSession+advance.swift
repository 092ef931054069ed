import Events
import Model
import Postgres

extension ProjectionSession {
    typealias Mark = (name: ReadModel, position: LogPosition, fault: ProjectionFault?)

    /// Projects the next events of each locked projection, in groups that stand at one position.
    func advance(_ active: [Checkpoint], _ next: inout ProjectionState) throws -> [Mark] {
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
        var marks: [Mark] = []
        lastBatchCount = 0
        for (group, members) in groups.sorted(by: { $0.key.position < $1.key.position }) {
            // One that is behind goes as far as the next one stands, to go on with it.
            let end = positions.first { group.position < $0 }
            let room = end.map { Int($0.rawValue - group.position.rawValue) } ?? group.limit
            let names = members.map(\.name).sorted()
            let run = try source.read(
                after: group.position,
                limit: min(group.limit, room),
                connection
            )
            lastBatchCount = max(lastBatchCount, run.events.count)
            for name in names {
                guard let mark = try project(name, run, from: group.position, &next) else {
                    continue
                }
                next.move(name, to: mark.position)
                next.retries.remove(name)
                if mark.fault == nil { next.succeeded(name, limit: options.batchLimit) }
                marks.append(mark)
            }
        }
        return marks
    }

    /// Nil if there is nothing to do.
    private func project(
        _ name: ReadModel,
        _ run: EventSource.Run,
        from position: LogPosition,
        _ next: inout ProjectionState
    ) throws -> Mark? {
        if let fault = next.condemned.removeValue(forKey: name) {
            if fault.position == position.advanced(by: 1) { return (name, position, fault) }
        }
        guard let last = run.events.last else {
            guard let unreadable = run.unreadable else { return nil }
            if unreadable.stops(name) { return (name, position, unreadable.fault) }
            return (name, unreadable.fault.position, nil)
        }
        do {
            try fold(name, run.events[...])
            try write(name, run.events.count, last.position)
            return (name, last.position, nil)
        } catch let fault as ProjectionFault {
            // What came before the event is sound: it is folded again, and kept.
            for table in tables[name] ?? [] { table.forget() }
            let sound = run.events.prefix { $0.position < fault.position }
            try fold(name, sound)
            try write(name, sound.count, fault.position)
            return (name, sound.last?.position ?? position, fault)
        }
    }

    private func fold(_ name: ReadModel, _ events: ArraySlice<RecordedEvent>) throws {
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
        state.condemned[refused.name] = ProjectionFault(
            refused.position,
            .refused(refused.text)
        )
    }
}

extension SQLState {
    /// The row itself was refused: data exception (22), constraint (23), program limit (54).
    fileprivate var isAboutData: Bool {
        ["22", "23", "54"].contains { code.hasPrefix($0) }
    }
}

import EventStore
import Events
import HTTP
import Identity
import Model

extension FeedState {
    /// Where the feed begins, or begins anew: nothing before it is told.
    mutating func begin(at position: LogPosition, _ actions: inout FeedActions) {
        skip(to: position)
        placeWaiting(&actions)
    }

    /// Moves on without looking at the events, which nobody reads.
    mutating func skip(to end: LogPosition) {
        position = end
        counted = end
        counts = FeedCounts()
        buffer.reset(to: end)
    }

    /// Tells everybody whom they concern of the events up to `end`, which follow those told before.
    ///
    /// What is told waits for the next flush.
    mutating func advance(
        _ events: some Sequence<RecordedEvent>,
        through end: LogPosition,
        _ actions: inout FeedActions
    ) {
        for event in events {
            endRevoked(by: event, &actions)
            guard let item = FeedItem(event) else { continue }
            counts.add(item)
            buffer.append(item)
            tell(item)
        }
        position = end
        settleAhead(&actions)
    }

    private mutating func tell(_ item: FeedItem) {
        let first = item.first.flatMap { own[$0] }
        let second = item.second == item.first ? nil : item.second.flatMap { own[$0] }
        guard first != nil || second != nil || !administrators.isEmpty else { return }
        var frame: [UInt8] = []
        frame.reserveCapacity(320)
        item.append(in: history.newest.id, to: &frame)
        if !administrators.isEmpty { outgoing.toAdministrators += frame }
        for ticket in first ?? [] { outgoing.toUsers[ticket, default: []] += frame }
        for ticket in second ?? [] { outgoing.toUsers[ticket, default: []] += frame }
    }

    /// Sends what was told, one push for each reader.
    mutating func flush(_ actions: inout FeedActions) {
        guard !outgoing.isEmpty else { return }
        for (ticket, bytes) in outgoing.toUsers {
            actions.pushes.append(Push(ticket: ticket, bytes: bytes))
        }
        if !outgoing.toAdministrators.isEmpty {
            for ticket in administrators {
                actions.pushes.append(Push(ticket: ticket, bytes: outgoing.toAdministrators))
            }
        }
        outgoing = UnsentFrames()
    }

    /// Goes on with readers that had seen more than this node, once it has got there.
    mutating func settleAhead(_ actions: inout FeedActions) {
        for ticket in unsettled {
            guard let reader = readers[ticket], case .ahead(let after) = reader.phase,
                after <= end(for: reader.audience)
            else { continue }
            setPhase(.replaying(after: after, FeedCounts()), of: ticket)
            actions.replays.append(ticket)
        }
    }

    // MARK: Ends

    /// Ends the streams of a session or a user that the event ends.
    private mutating func endRevoked(by event: RecordedEvent, _ actions: inout FeedActions) {
        guard let revocation = Revocation(event) else { return }
        end(.revoked, &actions) { $0.isEnded(by: revocation) }
    }

    /// Says to these readers why, and ends their streams.
    mutating func end(
        _ reason: FeedFrame.End,
        _ actions: inout FeedActions,
        where isConcerned: (FeedReader) -> Bool
    ) {
        let tickets = readers.filter { isConcerned($0.value) }.keys
        guard !tickets.isEmpty else { return }
        flush(&actions)
        for ticket in tickets { end(ticket, saying: FeedFrame.end(reason), &actions) }
    }

    /// Ends a stream, or refuses one that has not begun.
    mutating func end(_ ticket: Ticket, saying bytes: [UInt8], _ actions: inout FeedActions) {
        switch readers[ticket]?.phase {
        case nil: return
        case .waiting, .checking: refuse(ticket, FeedProblem.notStarted, &actions)
        case .replaying, .ahead, .live:
            remove(ticket)
            actions.pushes.append(Push(ticket: ticket, bytes: bytes, isLast: true))
        }
    }
}

import EventStore
import Events
import HTTP
import Identity
import Model
import Projections

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

extension FeedState {
    /// What is due once a second: counts, expired tokens, heartbeats, requests that wait too long.
    ///
    /// `now` in milliseconds of the monotonic clock, `second` since 1970.
    mutating func tick(now: Int64, second: Int64, _ actions: inout FeedActions) {
        flush(&actions)
        tellCounts(&actions)
        end(.expired, &actions) { reader in reader.expiresAt.map { $0 <= second } ?? false }
        for (ticket, reader) in readers {
            if case .waiting(_, let until) = reader.phase, until <= now {
                refuse(ticket, FeedProblem.notStarted, &actions)
            } else if reader.nextHeartbeat <= now {
                beat(ticket, reader, now: now, &actions)
            }
        }
    }

    private mutating func tellCounts(_ actions: inout FeedActions) {
        guard let position, counted < position else { return }
        if !counts.isEmpty, !everybody.isEmpty {
            let frame = counts.frame(at: place(position))
            for ticket in everybody { actions.pushes.append(Push(ticket: ticket, bytes: frame)) }
        }
        // Without a frame, too: nothing was counted between, or nobody was there.
        counts = FeedCounts()
        counted = position
        settleAhead(&actions)
    }

    private mutating func beat(
        _ ticket: Ticket,
        _ reader: FeedReader,
        now: Int64,
        _ actions: inout FeedActions
    ) {
        setHeartbeat(now + limits.heartbeatMilliseconds, of: ticket)
        switch reader.phase {
        case .live:
            let bytes = FeedFrame.heartbeat(at: place(end(for: reader.audience)))
            actions.pushes.append(Push(ticket: ticket, bytes: bytes))
        case .ahead, .replaying:
            actions.pushes.append(Push(ticket: ticket, bytes: FeedFrame.progress))
        case .waiting, .checking: break
        }
    }
}

extension FeedState {
    /// Goes on in another history of a log that ended at `logEnd` when it began.
    ///
    /// Where something was told that is lost, all streams end: no id that was told behind the cut means
    /// anything. Where nothing is lost only those end whose session is.
    mutating func adopt(
        _ next: LogHistory,
        logEnd: LogPosition,
        _ actions: inout FeedActions
    ) {
        let kept = next.lastInCommon(with: history)
        history = next
        guard let position, let kept, kept < position else {
            end(.historyChanged, &actions) { reader in
                reader.issuedAt.map { !next.contains($0) } ?? false
                    || reader.phase.isAhead(of: kept)
            }
            return placeWaiting(&actions)
        }
        restart(at: logEnd, &actions)
    }

    /// The log's end was lost with the server that had it: positions are given again.
    mutating func restart(at position: LogPosition, _ actions: inout FeedActions) {
        outgoing = UnsentFrames()
        end(.historyChanged, &actions) { $0.phase.hasBegun }
        skip(to: position)
        placeWaiting(&actions)
    }
}

extension FeedReader.Phase {
    /// Whether the request was answered.
    fileprivate var hasBegun: Bool {
        switch self {
        case .waiting, .checking: false
        case .replaying, .ahead, .live: true
        }
    }

    /// Whether the reader waits for something behind a position that the log was cut back to.
    fileprivate func isAhead(of kept: LogPosition?) -> Bool {
        guard let kept, case .ahead(let after) = self else { return false }
        return after > kept
    }
}

/// Frames that were told and are not sent yet: each is encoded once, and those for everybody who sees
/// all are kept once.
struct UnsentFrames {
    var toAdministrators: [UInt8] = []
    var toUsers: [Ticket: [UInt8]] = [:]

    var isEmpty: Bool { toAdministrators.isEmpty && toUsers.isEmpty }

    /// How many pushes they make.
    func count(administrators: Int) -> Int {
        toUsers.count + (toAdministrators.isEmpty ? 0 : administrators)
    }
}

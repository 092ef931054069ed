import API
import EventStore
import Events
import HTTP
import Identity
import Model

// The progress of the feed: new events, the clock, and changes of the log's history.
extension FeedState {
    /// Begins the feed at the position, or begins it again there; earlier events are not sent.
    mutating func begin(at position: LogPosition, _ actions: inout FeedActions) {
        skip(to: position)
        beginWaiting(&actions)
    }

    /// Moves on without reading the events, since there is no reader.
    mutating func skip(to end: LogPosition) {
        position = end
        counted = end
        counts = FeedCounts()
        buffer.reset(to: end)
    }

    /// Makes the frames of the events up to `end`, which follow the events before, for their
    /// readers.
    ///
    /// The frames are sent by the next flush.
    mutating func advance(
        _ events: some Sequence<RecordedEvent>,
        through end: LogPosition,
        _ actions: inout FeedActions
    ) {
        for event in events {
            if let revocation = Revocation(event) {
                self.end(.revoked, &actions) { $0.isEnded(by: revocation) }
            }
            guard let item = FeedItem(event) else { continue }
            counts.add(item)
            buffer.append(item)
            addFrame(of: item)
        }
        position = end
        resumeAhead(&actions)
    }

    private mutating func addFrame(of item: FeedItem) {
        let first = item.first.flatMap { own[$0] }
        let second = item.second == item.first ? nil : item.second.flatMap { own[$0] }
        guard first != nil || second != nil || !administrators.isEmpty else { return }
        var frame: [UInt8] = []
        frame.reserveCapacity(320)
        item.append(in: history.newest.id, to: &frame)
        if !administrators.isEmpty { unsent.toAdministrators += frame }
        for ticket in first ?? [] { unsent.toUsers[ticket, default: []] += frame }
        for ticket in second ?? [] { unsent.toUsers[ticket, default: []] += frame }
    }

    /// Sends the frames made since the last flush, in one push for each reader.
    mutating func flush(_ actions: inout FeedActions) {
        guard !unsent.isEmpty else { return }
        for (ticket, bytes) in unsent.toUsers {
            actions.pushes.append(Push(ticket: ticket, bytes: bytes))
        }
        if !unsent.toAdministrators.isEmpty {
            for ticket in administrators {
                actions.pushes.append(Push(ticket: ticket, bytes: unsent.toAdministrators))
            }
        }
        unsent = UnsentFrames()
    }

    /// Starts the replays of readers that had seen more than this node, once the node has caught
    /// up.
    private mutating func resumeAhead(_ actions: inout FeedActions) {
        for ticket in unsettled {
            guard let reader = readers[ticket], case .ahead(let after) = reader.phase,
                after <= end(for: reader.audience)
            else { continue }
            setPhase(.replaying(after: after, FeedCounts()), of: ticket)
            actions.replays.append(ticket)
        }
    }

    /// Sends a problem to a reader that has no stream yet.
    mutating func refuse(_ ticket: Ticket, _ problem: Problem, _ actions: inout FeedActions) {
        remove(ticket)
        actions.completions.append(Completion(ticket: ticket, response: Response(problem)))
    }

    /// Begins the streams of the readers that waited for the feed's position.
    mutating func beginWaiting(_ actions: inout FeedActions) {
        for ticket in unsettled {
            guard let reader = readers[ticket], case .waiting(let after, _) = reader.phase
            else { continue }
            switch begin(ticket, reader.audience, after: after, &actions) {
            case .later: break
            case .refused(let problem): refuse(ticket, problem, &actions)
            case .begins(let bytes):
                let response = Response.eventStream(bytes)
                actions.completions.append(Completion(ticket: ticket, response: response))
            }
        }
    }

    // MARK: The clock

    /// Does once a second what is due: counts, expired tokens, heartbeats, requests that waited too
    /// long.
    ///
    /// `now` in milliseconds of the monotonic clock, `second` since 1970.
    mutating func tick(now: Int64, second: Int64, _ actions: inout FeedActions) {
        flush(&actions)
        sendCounts(&actions)
        end(.expired, &actions) { reader in reader.request.expiresAt.map { $0 <= second } ?? false }
        for (ticket, reader) in readers {
            if case .waiting(_, let until) = reader.phase, until <= now {
                refuse(ticket, FeedProblem.notStarted, &actions)
            } else if reader.nextHeartbeat <= now {
                beat(ticket, reader, now: now, &actions)
            }
        }
    }

    private mutating func sendCounts(_ actions: inout FeedActions) {
        guard let position, counted < position else { return }
        if !counts.isEmpty, !everybody.isEmpty {
            let frame = counts.frame(at: place(position))
            for ticket in everybody { actions.pushes.append(Push(ticket: ticket, bytes: frame)) }
        }
        // The public part moves on even without a frame: there was no event, or no reader.
        counts = FeedCounts()
        counted = position
        resumeAhead(&actions)
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

    // MARK: Ends

    /// Sends the reason to these readers, and ends their streams.
    private mutating func end(
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

    /// Continues in another history of a log that ended at `logEnd` when that history began.
    ///
    /// If sent events were lost, all streams end: the ids after the cut no longer mean anything. If
    /// none were lost, only those streams end whose session is lost.
    mutating func adopt(_ next: LogHistory, logEnd: LogPosition, _ actions: inout FeedActions) {
        let kept = next.lastInCommon(with: history)
        history = next
        guard let position, let kept, kept < position else {
            end(.historyChanged, &actions) { reader in
                reader.request.issuedAt.map { !next.contains($0) } ?? false
                    || reader.phase.isAhead(of: kept)
            }
            return beginWaiting(&actions)
        }
        restart(at: logEnd, &actions)
    }

    /// Ends all streams after the log's end was lost with its server: positions are used again.
    mutating func restart(at position: LogPosition, _ actions: inout FeedActions) {
        unsent = UnsentFrames()
        end(.historyChanged, &actions) { $0.phase.hasBegun }
        begin(at: position, &actions)
    }
}

/// Frames that are made and not sent yet.
///
/// Each frame is encoded once; the frames for administrators are kept once for all of them.
struct UnsentFrames {
    var toAdministrators: [UInt8] = []
    var toUsers: [Ticket: [UInt8]] = [:]

    var isEmpty: Bool { toAdministrators.isEmpty && toUsers.isEmpty }

    /// The number of pushes that send them.
    func count(administrators: Int) -> Int {
        toUsers.count + (toAdministrators.isEmpty ? 0 : administrators)
    }
}

extension FeedReader {
    /// Whether the revocation ends the session of the stream's token.
    fileprivate func isEnded(by revocation: Revocation) -> Bool {
        switch revocation {
        case .session(let ended): request.session == ended
        case .sessions(let user, let before, let kept):
            audience.user == user && request.session.map { $0 < before && $0 != kept } ?? true
        }
    }
}

extension FeedReader.Phase {
    /// Whether the response was sent.
    fileprivate var hasBegun: Bool {
        switch self {
        case .waiting, .checking: false
        case .replaying, .ahead, .live: true
        }
    }

    /// Whether the reader waits for a position that the log has lost.
    fileprivate func isAhead(of kept: LogPosition?) -> Bool {
        guard let kept, case .ahead(let after) = self else { return false }
        return after > kept
    }
}

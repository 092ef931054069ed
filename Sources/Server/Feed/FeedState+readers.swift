import API
import EventStore
import Events
import HTTP
import Model

// A reader's way from its request to a live stream: admission, the check of its place, the replay.
extension FeedState {
    // MARK: Admission

    /// Registers a reader, unless a limit is reached, and finds the place where its stream begins.
    mutating func admit(
        _ ticket: Ticket,
        _ request: FeedRequest,
        now: Int64,
        _ actions: inout FeedActions
    ) -> FeedAdmission {
        if let refusal = refusal(request.audience) { return .refused(refusal) }
        let until = now + limits.waitMilliseconds
        add(ticket, request, .waiting(after: request.after, until: until), now: now)
        let admission = begin(ticket, request.audience, after: request.after, &actions)
        if case .refused = admission { remove(ticket) }
        return admission
    }

    /// Begins the stream after the place that the reader named, where that is possible now.
    mutating func begin(
        _ ticket: Ticket,
        _ audience: FeedAudience,
        after: LogPlace?,
        _ actions: inout FeedActions
    ) -> FeedAdmission {
        guard let position else { return .later }
        if let after {
            switch history.standing(of: after) {
            case .stands: break
            case .lost(let through): return .refused(historyChanged(through))
            // Another node may have begun an epoch that this one does not know yet.
            case .unknown: return check(ticket, after, &actions)
            }
        }
        guard let after, isReachable(after.position, audience, from: position) else {
            goLive(ticket, &actions)
            return .begins(FeedFrame.connected(at: place(end(for: audience))))
        }
        // Another node may be ahead of this one.
        guard after.position <= position else { return check(ticket, after, &actions) }
        setPhase(.replaying(after: after.position, FeedCounts()), of: ticket)
        actions.replays.append(ticket)
        return .begins(FeedFrame.connected(at: place(after.position)))
    }

    private mutating func check(
        _ ticket: Ticket,
        _ after: LogPlace,
        _ actions: inout FeedActions
    ) -> FeedAdmission {
        setPhase(.checking(after: after), of: ticket)
        actions.checks.append(ticket)
        return .later
    }

    /// Whether the audience may resume there: the public feed reaches back a limited way only.
    private func isReachable(
        _ after: LogPosition,
        _ audience: FeedAudience,
        from position: LogPosition
    ) -> Bool {
        switch audience {
        case .everybody: position.rawValue - after.rawValue <= limits.publicReach
        case .user, .administrator: true
        }
    }

    private func historyChanged(_ through: LogPosition) -> Problem {
        .historyChanged(through: through, newest: history.newest.id)
    }

    /// The place that must be compared with the log; nil if the reader no longer needs a check.
    func claimed(_ ticket: Ticket) -> LogPlace? {
        guard case .checking(let after) = readers[ticket]?.phase else { return nil }
        return after
    }

    /// Continues with a reader once its place can be compared with the log's history and end.
    ///
    /// `until` is as in `waiting`.
    mutating func checked(
        _ ticket: Ticket,
        logEnd: LogPosition,
        in found: LogHistory,
        until: Int64,
        _ actions: inout FeedActions
    ) {
        guard let after = claimed(ticket) else { return }
        switch found.standing(of: after) {
        case .stands: break
        case .lost(let through): return refuse(ticket, historyChanged(through), &actions)
        case .unknown: return refuse(ticket, historyChanged(.start), &actions)
        }
        guard history.contains(after) else {
            // This node enters that epoch together with its read models.
            return setPhase(.waiting(after: after, until: until), of: ticket)
        }
        guard after.position <= logEnd else {
            return refuse(ticket, FeedProblem.beyondEnd(logEnd), &actions)
        }
        setPhase(.replaying(after: after.position, FeedCounts()), of: ticket)
        let start = FeedFrame.connected(at: place(after.position))
        actions.completions.append(Completion(ticket: ticket, response: .eventStream(start)))
        actions.replays.append(ticket)
    }

    /// From here on the reader gets what the others get, and nothing that they were sent before.
    private mutating func goLive(_ ticket: Ticket, _ actions: inout FeedActions) {
        flush(&actions)
        setPhase(.live, of: ticket)
    }

    // MARK: Replay

    /// A part of the log that must be read for a replay.
    struct Stretch: Equatable {
        let after: LogPosition
        let end: LogPosition
    }

    /// Sends the next piece of a replay from the buffer, and makes the reader live with the last
    /// one.
    ///
    /// Returns the part of the log that must be read if the buffer does not have the piece.
    mutating func replay(_ ticket: Ticket, _ actions: inout FeedActions) -> Stretch? {
        guard let reader = readers[ticket], case .replaying(let after, let counts) = reader.phase
        else { return nil }
        let end = end(for: reader.audience)
        guard after <= end else {
            setPhase(.ahead(of: after), of: ticket)
            return nil
        }
        // The buffer may begin after the public part's end: then that end needs nothing from it.
        guard after == end || buffer.covers(after) else { return Stretch(after: after, end: end) }
        var piece = piece(for: reader.audience, counts)
        let reached = piece.take(buffer.items(after: after, through: end), through: end)
        guard reached == end else {
            send(piece, reached, to: ticket, &actions)
            return nil
        }
        // The piece includes what the others were sent meanwhile.
        goLive(ticket, &actions)
        if !piece.counts.isEmpty, reader.audience == .everybody {
            piece.bytes += piece.counts.frame(at: place(end))
        }
        if !piece.bytes.isEmpty {
            actions.pushes.append(Push(ticket: ticket, bytes: piece.bytes))
        }
        return nil
    }

    /// Takes the log's items from the reader's position through `end`.
    ///
    /// Returns true if there was nothing to send, so that the replay can continue at once.
    mutating func replay(
        _ ticket: Ticket,
        _ items: [FeedItem],
        through end: LogPosition,
        _ actions: inout FeedActions
    ) -> Bool {
        guard let reader = readers[ticket], case .replaying(_, let counts) = reader.phase
        else { return false }
        var piece = piece(for: reader.audience, counts)
        let reached = piece.take(items[...], through: end)
        if piece.bytes.isEmpty {
            setPhase(.replaying(after: reached, piece.counts), of: ticket)
            return true
        }
        send(piece, reached, to: ticket, &actions)
        return false
    }

    /// Shows a reader that its replay continues; other readers get a turn until that is sent.
    mutating func yield(_ ticket: Ticket, _ actions: inout FeedActions) {
        guard let reader = readers[ticket], case .replaying(let after, _) = reader.phase
        else { return }
        // A public reader that resumed at this id would lose the counts that are not sent yet.
        let bytes =
            reader.audience == .everybody
            ? FeedFrame.progress : FeedFrame.heartbeat(at: place(after))
        actions.pushes.append(Push(ticket: ticket, bytes: bytes, tellsWhenSent: true))
    }

    private func piece(for audience: FeedAudience, _ counts: FeedCounts) -> Piece {
        Piece(
            audience: audience,
            limit: limits.pieceBytes,
            epoch: history.newest.id,
            counts: counts
        )
    }

    private mutating func send(
        _ piece: Piece,
        _ reached: LogPosition,
        to ticket: Ticket,
        _ actions: inout FeedActions
    ) {
        setPhase(.replaying(after: reached, piece.counts), of: ticket)
        actions.pushes.append(Push(ticket: ticket, bytes: piece.bytes, tellsWhenSent: true))
    }
}

/// The frames of one reader, or their counts.
private struct Piece {
    let audience: FeedAudience
    let limit: Int
    let epoch: EpochID
    var counts: FeedCounts
    var bytes: [UInt8] = []

    /// Adds items until the piece is full; returns the position up to which it has everything.
    mutating func take(_ items: ArraySlice<FeedItem>, through end: LogPosition) -> LogPosition {
        for item in items {
            if audience == .everybody { counts.add(item) }
            guard audience.includes(item) else { continue }
            item.append(in: epoch, to: &bytes)
            if bytes.count >= limit { return item.position }
        }
        return end
    }
}

/// The hub's decision about a request for the feed.
package enum FeedAdmission: Equatable {
    /// The stream begins with these bytes.
    case begins([UInt8])
    /// The response follows later.
    case later
    /// There is no room, or the reader cannot continue after the id that it named.
    case refused(Problem)
}

/// Why a request for the feed gets no stream.
package enum FeedProblem {
    static let full = Problem.overloaded(
        "The node has no room for another reader of the feed. Try again later.",
        retryAfterSeconds: 10
    )

    static let fullForUser = Problem.tooMany(
        "This user follows the feed too many times at once. Close a stream first.",
        retryAfterSeconds: 10
    )

    static let notStarted = Problem.overloaded("The node is not ready yet. Try again.")

    static func beyondEnd(_ end: LogPosition) -> Problem {
        lastEventID("must not be beyond the log's end, \(end.rawValue)")
    }

    package static func lastEventID(_ detail: String) -> Problem {
        .invalid([Problem.FieldError(field: "Last-Event-ID", detail: detail)])
    }
}

import API
import EventStore
import Events
import HTTP
import Model
import Projections

extension FeedState {
    /// Takes a reader on, unless there are too many.
    mutating func admit(
        _ ticket: Ticket,
        _ request: FeedRequest,
        now: Int64,
        _ actions: inout FeedActions
    ) -> FeedAdmission {
        if let refusal = refusal(request.audience) { return refusal }
        let until = now + limits.waitMilliseconds
        add(ticket, request, .waiting(after: request.after, until: until), now: now)
        switch place(ticket, request.audience, after: request.after, &actions) {
        case .begins(let bytes): return .begins(bytes)
        case .later: return .later
        case .refused(let problem):
            remove(ticket)
            return .refused(problem)
        }
    }

    private enum Placement {
        /// Where the feed begins for the reader, as its first bytes.
        case begins([UInt8])
        /// It can't be said yet.
        case later
        case refused(Problem)
    }

    private mutating func place(
        _ ticket: Ticket,
        _ audience: FeedAudience,
        after: LogPlace?,
        _ actions: inout FeedActions
    ) -> Placement {
        guard let position else { return .later }
        if let after {
            switch history.standing(of: after) {
            case .stands: break
            case .lost(let through): return .refused(historyChanged(through))
            // Another node may have begun an epoch that this one has not come to.
            case .unknown: return check(ticket, after, &actions)
            }
        }
        guard let after, let start = reachable(after.position, audience, position) else {
            goLive(ticket, &actions)
            return .begins(FeedFrame.connected(at: place(end(for: audience))))
        }
        // Another node may be ahead of this one.
        guard start <= position else { return check(ticket, after, &actions) }
        setPhase(.replaying(after: start, FeedCounts()), of: ticket)
        actions.replays.append(ticket)
        return .begins(FeedFrame.connected(at: place(start)))
    }

    private mutating func check(
        _ ticket: Ticket,
        _ after: LogPlace,
        _ actions: inout FeedActions
    ) -> Placement {
        setPhase(.checking(after: after), of: ticket)
        actions.checks.append(ticket)
        return .later
    }

    private func historyChanged(_ through: LogPosition) -> Problem {
        .historyChanged(through: through, newest: history.newest.id)
    }

    /// Nil for where the public part does not go back to.
    private func reachable(
        _ after: LogPosition,
        _ audience: FeedAudience,
        _ position: LogPosition
    ) -> LogPosition? {
        switch audience {
        case .everybody:
            return position.rawValue - after.rawValue > limits.publicReach ? nil : after
        case .user, .administrator: return after
        }
    }

    /// The place that a reader named, for the check whether the log reaches it.
    func claimed(_ ticket: Ticket) -> LogPlace? {
        guard case .checking(let after) = readers[ticket]?.phase else { return nil }
        return after
    }

    /// Goes on with a reader whose place was compared with the log's end, in the history that the log
    /// had then.
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
            // The node comes to that epoch with its read models.
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

    /// Answers a reader that has no stream yet.
    mutating func refuse(_ ticket: Ticket, _ problem: Problem, _ actions: inout FeedActions) {
        remove(ticket)
        actions.completions.append(Completion(ticket: ticket, response: Response(problem)))
    }

    /// Gives those who waited for the feed to begin their places.
    mutating func placeWaiting(_ actions: inout FeedActions) {
        for ticket in unsettled {
            guard let reader = readers[ticket], case .waiting(let after, _) = reader.phase
            else { continue }
            switch place(ticket, reader.audience, after: after, &actions) {
            case .later: break
            case .refused(let problem): refuse(ticket, problem, &actions)
            case .begins(let bytes):
                actions.completions.append(
                    Completion(ticket: ticket, response: .eventStream(bytes))
                )
            }
        }
    }

    /// From here on the reader gets what the others get, and nothing of what they were told before.
    mutating func goLive(_ ticket: Ticket, _ actions: inout FeedActions) {
        flush(&actions)
        setPhase(.live, of: ticket)
    }
}

extension FeedState {
    /// A stretch of the log that is to be read for a replay.
    struct Stretch: Equatable {
        let after: LogPosition
        let end: LogPosition
    }

    /// Sends the next piece of a replay where the buffer has it, and makes the reader live with the
    /// last one; otherwise answers which stretch of the log has to be read.
    mutating func replay(_ ticket: Ticket, _ actions: inout FeedActions) -> Stretch? {
        guard let reader = readers[ticket], case .replaying(let after, let counts) = reader.phase
        else { return nil }
        let end = end(for: reader.audience)
        guard after <= end else {
            setPhase(.ahead(of: after), of: ticket)
            return nil
        }
        // The buffer may have begun behind the end, where that is the public part's.
        guard after == end || buffer.covers(after) else { return Stretch(after: after, end: end) }
        var piece = piece(for: reader.audience, counts)
        let reached = piece.take(buffer.items(after: after, through: end), through: end)
        guard reached == end else {
            send(piece, reached, to: ticket, &actions)
            return nil
        }
        // What the others were told meanwhile is in the piece too.
        goLive(ticket, &actions)
        if !piece.counts.isEmpty, reader.audience == .everybody {
            piece.bytes += piece.counts.frame(at: place(end))
        }
        if !piece.bytes.isEmpty {
            actions.pushes.append(Push(ticket: ticket, bytes: piece.bytes))
        }
        return nil
    }

    /// Takes what the log has from the reader's place through `end`; answers whether to go on at once,
    /// as there was nothing to send.
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

    /// Shows a reader that its replay goes on, and gives others a turn until that is sent.
    mutating func yield(_ ticket: Ticket, _ actions: inout FeedActions) {
        guard let reader = readers[ticket], case .replaying(let after, _) = reader.phase
        else { return }
        // Of the public part, what is counted and not told yet must not be passed.
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

    /// Frames of one reader, or their counts.
    private struct Piece {
        let audience: FeedAudience
        let limit: Int
        let epoch: EpochID
        var counts: FeedCounts
        var bytes: [UInt8] = []

        /// Answers how far it has taken everything.
        mutating func take(
            _ items: ArraySlice<FeedItem>,
            through end: LogPosition
        ) -> LogPosition {
            for item in items {
                if audience == .everybody { counts.add(item) }
                guard audience.includes(item) else { continue }
                item.append(in: epoch, to: &bytes)
                if bytes.count >= limit { return item.position }
            }
            return end
        }
    }
}

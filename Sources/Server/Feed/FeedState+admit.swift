import Events
import HTTP

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
        return place(ticket, request.audience, after: request.after, &actions)
            .map(FeedAdmission.begins) ?? .later
    }

    /// Where the feed begins for a reader, as its first bytes; nil if that can't be said yet.
    private mutating func place(
        _ ticket: Ticket,
        _ audience: FeedAudience,
        after: LogPosition?,
        _ actions: inout FeedActions
    ) -> [UInt8]? {
        guard let position else { return nil }
        guard let after = reachable(after, audience, position) else {
            goLive(ticket, &actions)
            return FeedFrame.connected(at: end(for: audience))
        }
        guard after <= position else {
            // Another node may be ahead of this one.
            setPhase(.checking(after: after), of: ticket)
            actions.checks.append(ticket)
            return nil
        }
        setPhase(.replaying(after: after, FeedCounts()), of: ticket)
        actions.replays.append(ticket)
        return FeedFrame.connected(at: after)
    }

    /// Nil for where the public part does not go back to.
    private func reachable(
        _ after: LogPosition?,
        _ audience: FeedAudience,
        _ position: LogPosition
    ) -> LogPosition? {
        guard let after else { return nil }
        switch audience {
        case .everybody:
            return position.rawValue - after.rawValue > limits.publicReach ? nil : after
        case .user, .administrator: return after
        }
    }

    /// The place that a reader named, for the check whether the log reaches it.
    func claimed(_ ticket: Ticket) -> LogPosition? {
        guard case .checking(let after) = readers[ticket]?.phase else { return nil }
        return after
    }

    /// Goes on with a reader whose place was compared with the log's end.
    mutating func checked(
        _ ticket: Ticket,
        logEnd: LogPosition,
        _ actions: inout FeedActions
    ) {
        guard let after = claimed(ticket) else { return }
        guard after <= logEnd else {
            refuse(ticket, FeedProblem.beyondEnd(logEnd), &actions)
            return
        }
        setPhase(.replaying(after: after, FeedCounts()), of: ticket)
        actions.completions.append(
            Completion(ticket: ticket, response: .eventStream(FeedFrame.connected(at: after)))
        )
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
            guard let reader = readers[ticket], case .waiting(let after, _) = reader.phase,
                let bytes = place(ticket, reader.audience, after: after, &actions)
            else { continue }
            actions.completions.append(
                Completion(ticket: ticket, response: .eventStream(bytes))
            )
        }
    }

    /// From here on the reader gets what the others get, and nothing of what they were told before.
    mutating func goLive(_ ticket: Ticket, _ actions: inout FeedActions) {
        flush(&actions)
        setPhase(.live, of: ticket)
    }
}

import Events
import HTTP

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

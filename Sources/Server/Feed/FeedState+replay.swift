import EventStore
import Events
import HTTP
import Model

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

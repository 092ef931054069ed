import EventStore
import Events
import HTTP
import Model
import Projections

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

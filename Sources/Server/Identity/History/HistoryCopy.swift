import API
import EventStore
import Events
import Model
import Queries
import Runtime
import Text

/// One event loop's copy of the log's history, looked at for every request without a lock.
package struct HistoryCopy {
    enum Verdict: Equatable {
        case stands
        /// The event there is lost; its history is still valid up to `through`.
        case lost(through: LogPosition)
        /// The epoch is not known here; the node may learn of it soon.
        case unsettled
    }

    private let board: HistoryBoard
    private(set) var history: LogHistory
    private var version: Int
    /// When each epoch that the history lacks was first asked for.
    private var unknown: [EpochID: Int64] = [:]

    /// Clients can name any epoch: beyond this number all are forgotten.
    private static let unknownLimit = 1_000

    package init(_ board: HistoryBoard) {
        self.board = board
        version = board.version
        history = board.history
    }

    /// Whether the place is still valid; `now` in milliseconds of the monotonic clock.
    mutating func verdict(on place: LogPlace, now: @autoclosure () -> Int64) -> Verdict {
        if board.version != version { renew() }
        switch history.standing(of: place) {
        case .stands: return .stands
        case .lost(let through): return .lost(through: through)
        case .unknown: return verdict(onUnknown: place.epoch, now())
        }
    }

    /// A look that begins after the epoch was first asked for finds it if the log has it.
    private mutating func verdict(onUnknown epoch: EpochID?, _ now: Int64) -> Verdict {
        guard let epoch else { return .unsettled }
        guard let since = unknown[epoch] else {
            if unknown.count >= Self.unknownLimit { unknown.removeAll() }
            unknown[epoch] = now
            return .unsettled
        }
        return board.confirmedAt > since ? .lost(through: .start) : .unsettled
    }

    private mutating func renew() {
        version = board.version
        history = board.history
        unknown.removeAll()
    }
}

extension HistoryCopy {
    /// Throws `history-changed` unless the place is still valid.
    package mutating func require(_ place: LogPlace) throws(Problem) {
        switch verdict(on: place, now: SystemClock.monotonicMilliseconds) {
        case .stands: return
        case .lost(let through):
            throw .historyChanged(through: through, newest: history.newest.id)
        case .unsettled: throw .unsettledHistory
        }
    }

    /// Throws unless the log still has the session of the token.
    package mutating func requireSession(at place: LogPlace) throws(Problem) {
        switch verdict(on: place, now: SystemClock.monotonicMilliseconds) {
        case .stands: return
        case .lost: throw .sessionLost
        case .unsettled: throw .unsettledHistory
        }
    }
}

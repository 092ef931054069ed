import API
import EventStore
import Events
import Model
import Queries
import Runtime

/// One event loop's copy of the log's history, asked for every request without a lock.
package struct HistoryCopy {
    enum Verdict: Equatable {
        case stands
        /// What was there is lost; of its history everything up to `through` stands.
        case lost(through: LogPosition)
        /// It was given out in an epoch that this node has not heard of, and may hear of soon.
        case unsettled
    }

    private let board: HistoryBoard
    private(set) var history: LogHistory
    private var version: Int
    /// When epochs were first asked for that the history does not have.
    private var unknown: [EpochID: Int64] = [:]

    /// Anybody can name one: of more than this all are forgotten.
    private static let unknownLimit = 1_000

    package init(_ board: HistoryBoard) {
        self.board = board
        version = board.version
        history = board.history
    }

    /// `now` in milliseconds of the monotonic clock.
    mutating func verdict(on place: LogPlace, now: @autoclosure () -> Int64) -> Verdict {
        if board.version != version { renew() }
        switch history.standing(of: place) {
        case .stands: return .stands
        case .lost(let through): return .lost(through: through)
        case .unknown: return verdict(onUnknown: place.epoch, now())
        }
    }

    /// A look after the epoch was first asked for finds it if it is one of this log.
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
    /// Throws `history-changed` unless the place still means what it meant.
    package mutating func require(_ place: LogPlace) throws(Problem) {
        switch verdict(on: place, now: Clock.milliseconds) {
        case .stands: return
        case .lost(let through):
            throw .historyChanged(through: through, newest: history.newest.id)
        case .unsettled: throw .unsettledHistory
        }
    }

    /// Throws unless the session that a token was issued for still stands in the log.
    package mutating func requireSession(at place: LogPlace) throws(Problem) {
        switch verdict(on: place, now: Clock.milliseconds) {
        case .stands: return
        case .lost: throw .sessionLost
        case .unsettled: throw .unsettledHistory
        }
    }
}

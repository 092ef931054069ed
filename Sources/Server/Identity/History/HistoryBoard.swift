import API
import EventStore
import Events
import Model
import Postgres
import Queries
import Runtime
import Synchronization
import Text

/// A node's knowledge of the log's history: which positions are still valid, and the epoch that the
/// node shows.
///
/// The writer and the projections report it; event loops keep a copy (`HistoryCopy`).
package final class HistoryBoard: Sendable {
    /// The server whose read models the node shows.
    package struct Source: Equatable, Sendable {
        /// The newest epoch when they were last loaded.
        package let epoch: EpochID
        let server: ServerIdentity
    }

    private struct State {
        var history: LogHistory
        var source: Source
    }

    private let state: Mutex<State>
    /// Locked while a change is passed on: no thread uses a history before all listeners have
    /// forgotten their positions of the one before.
    private let listeners = Mutex<[@Sendable (LogPosition?) -> Void]>([])
    private let changes = Atomic(0)
    private let shownEpoch: Atomic<UInt32>
    private let writtenEpoch: Atomic<UInt32>
    private let lookedAt = Atomic(Int64.min)

    /// Begins with the database's history when the node starts, and the server that has it.
    package init(_ history: LogHistory, server: ServerIdentity) {
        let epoch = history.newest.id
        state = Mutex(State(history: history, source: Source(epoch: epoch, server: server)))
        shownEpoch = Atomic(epoch.rawValue)
        writtenEpoch = Atomic(epoch.rawValue)
    }

    /// The number of changes.
    package var version: Int { changes.load(ordering: .acquiring) }

    package var history: LogHistory { state.withLock { $0.history } }

    package var source: Source { state.withLock { $0.source } }

    /// The epoch of the positions in responses to queries.
    ///
    /// Read it before the cache or a read model: an epoch older than that of the response makes a
    /// client ask again at worst; a newer one would make a lost position look valid.
    package var shown: EpochID { EpochID(shownEpoch.load(ordering: .acquiring)) }

    /// The epoch in which the writer took its last lock; exact on the writer's thread.
    package var written: EpochID { EpochID(writtenEpoch.load(ordering: .acquiring)) }

    /// When the last look for a new epoch began that found none, in milliseconds of the monotonic
    /// clock.
    var confirmedAt: Int64 { lookedAt.load(ordering: .acquiring) }

    /// Adds a listener for changes; it gets the last position that is still valid, nil if nothing
    /// was lost.
    package func whenChanged(_ listener: @escaping @Sendable (LogPosition?) -> Void) {
        listeners.withLock { $0.append(listener) }
    }

    /// Reports that the writer has taken its lock in this history.
    package func write(in history: LogHistory) {
        adopt(history)
        writtenEpoch.store(history.newest.id.rawValue, ordering: .releasing)
    }

    /// Reports that the projections begin again in this history, on that server.
    ///
    /// They call it before they publish anything from there; `show` comes after.
    package func read(_ history: LogHistory, from server: ServerIdentity) {
        adopt(history)
        state.withLock { $0.source = Source(epoch: history.newest.id, server: server) }
    }

    /// Reports that from now on the node shows the source's read models only.
    package func show() {
        shownEpoch.store(source.epoch.rawValue, ordering: .releasing)
    }

    /// Reports that a look which began at `time` found no other epoch.
    package func confirm(at time: Int64) {
        lookedAt.store(time, ordering: .releasing)
    }

    private func adopt(_ next: LogHistory) {
        listeners.withLock { listeners in
            let change = state.withLock { state -> (isNew: Bool, kept: LogPosition?) in
                // A connection that looked earlier may report an older history.
                guard !state.history.extends(next) else { return (false, nil) }
                defer { state.history = next }
                return (true, next.lastInCommon(with: state.history))
            }
            guard change.isNew else { return }
            // The copies must refuse a lost session before the listeners forget that it has ended.
            changes.add(1, ordering: .releasing)
            for listener in listeners { listener(change.kept) }
        }
    }
}

extension HistoryBoard {
    /// Reads the history from the migrated database.
    package convenience init(of database: ConnectionOptions) throws(Complaint) {
        do throws(PostgresError) {
            let connection = try Connection(database.with(role: LogRole.queries))
            self.init(try LogHistory.load(connection), server: connection.server)
        } catch {
            throw Complaint(database: error)
        }
    }
}

extension DatabaseHandle {
    /// Uses only the server of the node's projections: another server may have another history.
    package init(_ options: ConnectionOptions, of history: HistoryBoard?) {
        self.init(options, on: { history?.source.server })
    }
}

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

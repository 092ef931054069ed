import EventStore
import Events
import Model
import Postgres
import Runtime
import Synchronization

/// What a node knows of the log's history: which positions still stand, and which epoch what it shows
/// belongs to.
///
/// The writer and the projections tell it; event loops keep a copy (`HistoryCopy`).
package final class HistoryBoard: Sendable {
    /// Where the read models are read that the node shows.
    package struct Source: Equatable, Sendable {
        /// The newest epoch when they were last read again.
        package let epoch: EpochID
        let server: ServerIdentity
    }

    private struct State {
        var history: LogHistory
        var source: Source
    }

    private let state: Mutex<State>
    /// Held while a change is passed on, so that nobody acts on a history before those who remember
    /// positions of the one before have forgotten them.
    private let listeners = Mutex<[@Sendable (LogPosition?) -> Void]>([])
    private let changes = Atomic(0)
    private let shownEpoch: Atomic<UInt32>
    private let writtenEpoch: Atomic<UInt32>
    private let lookedAt = Atomic(Int64.min)

    /// What the database says when the node starts, and which server it was asked of.
    package init(_ history: LogHistory, server: ServerIdentity) {
        let epoch = history.newest.id
        state = Mutex(State(history: history, source: Source(epoch: epoch, server: server)))
        shownEpoch = Atomic(epoch.rawValue)
        writtenEpoch = Atomic(epoch.rawValue)
    }

    /// Counts the changes.
    package var version: Int { changes.load(ordering: .acquiring) }

    package var history: LogHistory { state.withLock { $0.history } }

    package var source: Source { state.withLock { $0.source } }

    /// The epoch that positions are given out in which queries answer.
    ///
    /// Ask before the cache or a read model is asked: an older epoch than that of an answer makes a
    /// client ask again at worst, a newer one would make a lost position look valid.
    package var shown: EpochID { EpochID(shownEpoch.load(ordering: .acquiring)) }

    /// The epoch that the writer's last lock was taken in; exact on the writer's thread.
    package var written: EpochID { EpochID(writtenEpoch.load(ordering: .acquiring)) }

    /// When somebody last began to look for a new epoch and found none that is not known here, in
    /// milliseconds of the monotonic clock.
    var confirmedAt: Int64 { lookedAt.load(ordering: .acquiring) }

    /// Whenever the history changes, `listener` gets the last position that means what it meant before;
    /// nil if nothing was lost.
    package func whenChanged(_ listener: @escaping @Sendable (LogPosition?) -> Void) {
        listeners.withLock { $0.append(listener) }
    }

    /// The writer has taken the lock in this history.
    package func write(in history: LogHistory) {
        adopt(history)
        writtenEpoch.store(history.newest.id.rawValue, ordering: .releasing)
    }

    /// The projections have read it, and begin again from what they find on that server.
    ///
    /// Before anybody is told what they found; `show` comes after.
    package func read(_ history: LogHistory, from server: ServerIdentity) {
        adopt(history)
        state.withLock { $0.source = Source(epoch: history.newest.id, server: server) }
    }

    /// What was shown before is forgotten: everything that is shown from now on is of the source.
    package func show() {
        shownEpoch.store(source.epoch.rawValue, ordering: .releasing)
    }

    /// At `time` somebody began to look, and there was no other epoch.
    package func confirm(at time: Int64) {
        lookedAt.store(time, ordering: .releasing)
    }

    private func adopt(_ next: LogHistory) {
        listeners.withLock { listeners in
            let change = state.withLock { state -> (isNew: Bool, kept: LogPosition?) in
                // A session that looked before another one did knows less.
                guard !state.history.extends(next) else { return (false, nil) }
                defer { state.history = next }
                return (true, next.lastInCommon(with: state.history))
            }
            guard change.isNew else { return }
            // Before an ended session is forgotten that is lost, nobody may be let in by it any more.
            changes.add(1, ordering: .releasing)
            for listener in listeners { listener(change.kept) }
        }
    }
}

extension HistoryBoard {
    /// Asks the database, which is migrated.
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
    /// Uses only the server that the node's projections have reached: another one may have another
    /// history.
    package init(_ options: ConnectionOptions, of history: HistoryBoard?) {
        self.init(options, on: { history?.source.server })
    }
}

import Cache
import Identity
import Model
import Postgres
import Queries
import Runtime
import Synchronization

/// Fills the cache, and fills it again from time to time.
package final class Warmer: Sendable {
    private let session: Mutex<DatabaseHandle>
    private let failures = FailureLog("warming failed")
    private let cache: WarmCache
    private let reached: @Sendable ([WaitTicket]) -> Void

    /// `reached` gets the waiting requests whose positions a warming reaches.
    package init(
        database: ConnectionOptions,
        history: HistoryBoard,
        cache: WarmCache,
        reached: @escaping @Sendable ([WaitTicket]) -> Void
    ) {
        session = Mutex(DatabaseHandle(database, of: history))
        self.cache = cache
        self.reached = reached
    }

    /// Fills the cache; returns after how many milliseconds to retry, nil if it succeeded.
    package func warm() -> Int? {
        do {
            switch try session.withLock({ try $0.reach { try cache.warm($0) } }) {
            case .warmed(let tickets):
                reached(tickets)
                return nil
            case .alreadyRunning: return nil
            case .interrupted: return 10
            case .databaseBehind(let model):
                LogLine(.warning, "the database is behind what was shown")
                    .with("read_model", model.rawValue).write()
                return 1_000
            }
        } catch {
            failures.report(error)
            return 250
        }
    }
}

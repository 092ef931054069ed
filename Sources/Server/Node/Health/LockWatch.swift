import EventStore
import Events
import Postgres
import Runtime
import Synchronization

/// Looks at the sessions of all nodes from time to time, and ends those that have fallen silent
/// within a transaction, so that they do not stop this node.
final class LockWatch: Sendable {
    private let session: Mutex<DatabaseHandle>
    private let silenceMilliseconds: Int
    private let endedCount = Atomic(0)
    private let failures = FailureLog("other nodes' sessions can't be looked at")

    /// Between two looks.
    let intervalMilliseconds: Int

    /// `holderMilliseconds`: how long a session may hold the append lock in silence.
    ///
    /// A silent session is ended early enough that the lock is free by then.
    init(database: ConnectionOptions, holderMilliseconds: Int) {
        var database = database
        database.applicationName = AppendLockWatch.watch + NodeName.own
        database.settings["statement_timeout"] = "5s"
        session = Mutex(DatabaseHandle(database))
        intervalMilliseconds = min(1_000, max(100, holderMilliseconds / 10))
        silenceMilliseconds = max(
            holderMilliseconds - 2 * intervalMilliseconds,
            holderMilliseconds / 2
        )
    }

    /// Sessions ended so far.
    var ended: Int { endedCount.load(ordering: .relaxed) }

    /// Looks once; returns no pause of its own.
    func look() -> Int? {
        do {
            let ended = try session.withLock { session throws(PostgresError) in
                try session.use { (connection) throws(PostgresError) in
                    try AppendLockWatch(connection).endSilent(for: silenceMilliseconds)
                }
            }
            for session in ended {
                LogLine(.warning, "ended a session that had fallen silent")
                    .with("session", session.applicationName)
                    .with("process", "\(session.processID)")
                    .with("held_append_lock", session.holdsAppendLock ? "yes" : "no").write()
            }
            endedCount.add(ended.count, ordering: .relaxed)
        } catch {
            failures.report(error)
        }
        return nil
    }
}

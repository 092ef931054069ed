import Commands
import Events
import Postgres
import Synchronization

/// Writes that holds have run out.
///
/// Decisions do not wait for it: a hold past its deadline counts as gone anyway. What the read
/// model says is a hint; the command decides on the log.
final class HoldSweeper: Sendable {
    private struct State {
        var session: DatabaseSession
        var ids = UUIDGenerator()
    }

    private let state: Mutex<State>
    private let queue: CommandQueue<Caller>
    private let limit: Int

    init(database: ConnectionOptions, queue: CommandQueue<Caller>, limit: Int) {
        state = Mutex(State(session: DatabaseSession(database)))
        self.queue = queue
        self.limit = limit
    }

    /// Submits the expiry of those that are due, the longest overdue first.
    func sweep() {
        state.withLock { state in
            do {
                let due = try state.session.use(dueHolds)
                guard !due.isEmpty else { return }
                let submissions = due.map { hold in
                    Submission<Caller>(
                        ExpireHold(hold),
                        id: state.ids.next(),
                        actor: .system,
                        receivedAt: .now,
                        ticket: .job
                    )
                }
                // Those that find no room are found again by the next sweep.
                _ = queue.submit(submissions)
            } catch {
                LogLine(.warning, "sweep failed").with("error", "\(error)").write()
            }
        }
    }

    private func dueHolds(_ connection: Connection) throws(PostgresError) -> [HoldID] {
        let rows = try connection.execute(
            """
            SELECT hold_id
            FROM read.holds
            WHERE state = 'held' AND expires_at <= now()
            ORDER BY expires_at
            LIMIT $1
            """,
            [.int64(Int64(limit))]
        )
        var holds: [HoldID] = []
        for row in rows { holds.append(HoldID(try row.int64(0))) }
        return holds
    }
}

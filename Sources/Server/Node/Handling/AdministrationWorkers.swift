import API
import EventStore
import Events
import HTTP
import Identity
import Jobs
import Model
import Postgres
import Runtime

/// What administrators have done at once, outside the log: by a worker with a connection, since it
/// writes to tables of its own.
final class AdministrationWorkers: Sendable {
    static let overloaded = Problem.overloaded("Too many requests of administrators wait.")

    private let pool: WorkerPool<DatabaseHandle>
    private let scheduler: JobScheduler
    private let retrier: CommandRetrier
    private let ownWrites: OwnWrites
    private let history: HistoryBoard
    private let complete: @Sendable ([Completion]) -> Void

    /// Requests that wait.
    private static let limit = 100

    /// `database` under the role that writes to schema `jobs`; `complete` is called on the desk's
    /// thread.
    init(
        database: ConnectionOptions,
        history: HistoryBoard,
        scheduler: JobScheduler,
        retrier: CommandRetrier,
        ownWrites: OwnWrites,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        self.scheduler = scheduler
        self.retrier = retrier
        self.ownWrites = ownWrites
        self.history = history
        self.complete = complete
        pool = WorkerPool(named: "admin", threads: 1, limit: Self.limit) {
            DatabaseHandle(database, of: history)
        }
    }

    /// Has the job run at once, on whichever node; false if too many requests wait.
    ///
    /// It is `true` once the wish is kept: a run that goes on is followed by another one.
    func runJob(_ job: JobName, by caller: LogPlace, _ ticket: Ticket) -> Bool {
        submit(ticket, by: caller) { [scheduler] session throws(PostgresError) in
            try session.use { (connection) throws(PostgresError) in
                _ = try connection.execute(
                    """
                    INSERT INTO jobs.requests (job) VALUES ($1)
                    ON CONFLICT (job) DO UPDATE SET requested_at = now()
                    """,
                    [.text(job.rawValue)]
                )
            }
            scheduler.look()
            return .done
        }
    }

    /// Sends a command of the journal again, by this administrator; false if too many requests wait.
    func retry(_ command: Int64, by caller: Identity, _ ticket: Ticket) -> Bool {
        submit(ticket, by: caller.issuedAt) { [retrier, ownWrites] session throws(PostgresError) in
            let response = try retrier.retry(command, &session)
            if let position = response.note { ownWrites.record(caller.user, LogPosition(position)) }
            return response
        }
    }

    /// Finishes what was taken, and ends the worker.
    func close() {
        pool.close()
    }

    /// Hands the work to the worker, and answers what it answers; false if too many wait.
    ///
    /// `caller` is where the log has the administrator's session.
    func submit(
        _ ticket: Ticket,
        by caller: LogPlace,
        _ work: @escaping @Sendable (inout DatabaseHandle) throws(PostgresError) -> Response
    ) -> Bool {
        pool.submit { [complete, history] session in
            let response: Response
            do throws(PostgresError) {
                // The server is known before the caller is looked at again: the history may have changed
                // since the caller was let in.
                try session.use { (_) throws(PostgresError) in }
                response =
                    history.history.contains(caller)
                    ? try work(&session) : Response(Problem.sessionLost)
            } catch {
                LogLine(.error, "administration failed").with("error", "\(error)").write()
                var problem = Problem(.unavailable, "The database is not reached. Try again.")
                problem.retryAfterSeconds = 1
                response = Response(problem)
            }
            complete([Completion(ticket: ticket, response: response)])
        }
    }
}

import Events
import HTTP
import Postgres

/// What administrators have done at once, outside the log: by a worker with a connection, since it
/// writes to tables of its own.
final class AdministrationDesk: Sendable {
    static let overloaded = Problem.overloaded("Too many requests of administrators wait.")

    private let pool: WorkerPool<DatabaseSession>
    private let scheduler: JobScheduler
    private let retrier: CommandRetrier
    private let ownWrites: OwnWrites
    private let complete: @Sendable ([Completion]) -> Void

    /// Requests that wait.
    private static let limit = 100

    /// `database` under the role that writes to schema `jobs`; `complete` is called on the desk's
    /// thread.
    init(
        database: ConnectionOptions,
        scheduler: JobScheduler,
        retrier: CommandRetrier,
        ownWrites: OwnWrites,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        self.scheduler = scheduler
        self.retrier = retrier
        self.ownWrites = ownWrites
        self.complete = complete
        pool = WorkerPool(named: "admin", threads: 1, limit: Self.limit) {
            DatabaseSession(database)
        }
    }

    /// Has the job run at once, on whichever node; false if too many requests wait.
    ///
    /// It is `true` once the wish is kept: a run that goes on is followed by another one.
    func runJob(_ job: JobName, _ ticket: Ticket) -> Bool {
        submit(ticket) { [scheduler] session throws(PostgresError) in
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
            return Response(.ok, body: Array("true".utf8))
        }
    }

    /// Sends a command of the journal again, by this administrator; false if too many requests wait.
    func retry(_ command: Int64, by user: UserID, _ ticket: Ticket) -> Bool {
        submit(ticket) { [retrier, ownWrites] session throws(PostgresError) in
            let response = try retrier.retry(command, &session)
            if let position = response.note { ownWrites.record(user, LogPosition(position)) }
            return response
        }
    }

    /// Finishes what was taken, and ends the worker.
    func close() {
        pool.close()
    }

    /// Hands the work to the worker, and answers what it answers; false if too many wait.
    func submit(
        _ ticket: Ticket,
        _ work: @escaping @Sendable (inout DatabaseSession) throws(PostgresError) -> Response
    ) -> Bool {
        pool.submit { [complete] session in
            let response: Response
            do throws(PostgresError) {
                response = try work(&session)
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

import API
import Entities
import EventStore
import Events
import HTTP
import Identity
import Jobs
import Model
import Postgres
import Runtime
import Text

/// Runs requests of administrators that write to tables beside the log, on a thread with a
/// connection.
final class AdministrationWorkers: Sendable {
    static let overloaded = Problem.overloaded("Too many requests of administrators wait.")

    private let workers: RequestWorkers
    private let scheduler: JobScheduler
    private let retrier: CommandRetrier
    private let ownWrites: OwnWrites
    private let history: HistoryBoard
    private let claims: ClaimHasher

    /// The limit of requests that wait.
    private static let limit = 100

    /// `database` has the role that writes to schema `jobs`; `complete` is called on the worker's
    /// thread.
    init(
        database: ConnectionOptions,
        history: HistoryBoard,
        scheduler: JobScheduler,
        retrier: CommandRetrier,
        ownWrites: OwnWrites,
        claims: ClaimHasher,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        self.scheduler = scheduler
        self.retrier = retrier
        self.ownWrites = ownWrites
        self.history = history
        self.claims = claims
        workers = RequestWorkers(
            named: "admin",
            limit: Self.limit,
            database: database,
            history: history,
            failure: ("administration failed", "The database is not reached. Try again."),
            complete: complete
        )
    }

    /// Requests a run of the job at once, on any node; returns false if too many requests wait.
    ///
    /// The response is true once the request is stored; a run in progress is followed by another.
    func runJob(_ job: JobName, by caller: Identity, _ ticket: Ticket) -> Bool {
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

    /// Sends a command of the journal again for this administrator; returns false if too many wait.
    func retry(_ command: Int64, by caller: Identity, _ ticket: Ticket) -> Bool {
        submit(ticket, by: caller) { [retrier, ownWrites] session throws(PostgresError) in
            let response = try retrier.retry(command, &session)
            if let position = response.note.position {
                ownWrites.record(caller.user, LogPosition(position))
            }
            return response
        }
    }

    /// Forgets a user's failed sign-ins; returns false if too many requests wait.
    func unlock(_ user: UserID, by caller: Identity, _ ticket: Ticket) -> Bool {
        submit(ticket, by: caller) { [claims] session throws(PostgresError) in
            try session.use { (connection) throws(PostgresError) in
                guard case .sealed(let person)? = try PeopleStore(connection).find(user)
                else { return Response(Problem(.notFound, "There is no such user.")) }
                try SignInAttempts(connection).clear(person.user, claims)
                return .done
            }
        }
    }

    /// Finishes the accepted requests, and ends the worker.
    func close() {
        workers.close()
    }

    /// Runs the work and sends its response; returns false if too many requests wait.
    ///
    /// The log decides whether the caller still is an administrator: the token may be older than the
    /// loss of the role.
    private func submit(
        _ ticket: Ticket,
        by caller: Identity,
        _ work: @escaping @Sendable (inout DatabaseHandle) throws(PostgresError) -> Response
    ) -> Bool {
        workers.submit(ticket) { [history, claims] database in
            // The connection fixes the server before the second look at the caller's session: the
            // history may have changed since the caller was identified.
            try database.use { (_) throws(PostgresError) in }
            guard history.history.contains(caller.issuedAt)
            else { return Response(Problem.sessionLost) }
            let standing = try IdentityReader(claims).standing(of: caller.user, &database)
            guard standing.roles.contains(.admin), !standing.isDeleted
            else { return Response(Problem.onlyAdministrators) }
            return try work(&database)
        }
    }
}

/// Reads pages of the log for administrators, on a thread with a connection that only reads.
///
/// A long search therefore delays neither an event loop nor the writer.
final class LogWorkers: Sendable {
    static let overloaded = Problem.overloaded("Too many searches of the log wait. Ask again.")

    private let workers: RequestWorkers
    private let failures = FailureLog("search of the log failed")
    private let covered: @Sendable () -> LogPosition
    private let history: HistoryBoard

    /// The limit of searches that wait.
    private static let limit = 20

    /// Starts the worker.
    ///
    /// `covered` returns the last event that is as durable as the operator requires; later ones are
    /// not shown. `complete` is called on the worker's thread.
    init(
        database: ConnectionOptions,
        history: HistoryBoard,
        covered: @escaping @Sendable () -> LogPosition,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        self.history = history
        self.covered = covered
        workers = RequestWorkers(
            named: "log",
            limit: Self.limit,
            database: database.forSearches,
            history: history,
            failure: (
                "search of the log failed", "The log is not read in time. Ask again later."
            ),
            complete: complete
        )
    }

    /// Responds with a page of the log; returns false if too many searches wait.
    ///
    /// `caller` is the place of the administrator's session in the log.
    func find(_ search: LogSearch, by caller: LogPlace, _ ticket: Ticket) -> Bool {
        workers.submit(ticket) { [self] session in
            do throws(PostgresError) {
                let epoch = history.source.epoch
                let page = try session.use { (connection) throws(PostgresError) in
                    try LogReader(connection).search(search, through: covered())
                }
                // The history may have changed since the caller was identified.
                return history.history.contains(caller)
                    ? Response(page, of: search, in: epoch) : Response(Problem.sessionLost)
            } catch {
                guard !error.isTransient else { throw error }
                failures.report(error)
                return Response(Problem(.internalError, "The log could not be read."))
            }
        }
    }

    /// Finishes the accepted searches, and ends the worker.
    func close() {
        workers.close()
    }
}

extension Problem {
    /// The caller is no administrator, or no longer one.
    static let onlyAdministrators = Problem(.forbidden, Permitted.administrator.rawValue)
}

extension Response {
    /// A page of the log, and where the search for it stopped.
    fileprivate init(_ page: LogPage, of search: LogSearch, in epoch: EpochID) {
        var json = JSONWriter(capacity: 64 + page.entries.count * 512)
        json.beginArray()
        for entry in page.entries { entry.write(to: &json) }
        json.endArray()
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-store")
        headers.add("Tally-Position", page.end.rawValue)
        headers.add(epoch)
        headers.add("Tally-Scanned", page.scanned.rawValue)
        if let next = search.next(after: page) { headers.add("Link", "<\(next)>; rel=\"next\"") }
        self.init(.ok, fields: headers.bytes, body: json.bytes)
    }
}

extension ConnectionOptions {
    /// Options for searches of the log: its reader's role, no writes, no long statements.
    fileprivate var forSearches: ConnectionOptions {
        var options = with(role: LogRole.projections)
        options.applicationName = "tally log search"
        options.settings["default_transaction_read_only"] = "on"
        options.settings["statement_timeout"] = "5s"
        return options
    }
}

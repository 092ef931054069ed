import API
import EventStore
import Events
import HTTP
import Identity
import Model
import Postgres
import Runtime
import Text

/// Answers administrators from the log itself: by a worker with a connection that only reads, so that
/// a long search keeps neither a loop nor the writer waiting.
final class LogWorkers: Sendable {
    static let overloaded = Problem.overloaded("Too many searches of the log wait. Ask again.")

    private let pool: WorkerPool<DatabaseHandle>
    private let failures = FailureLog("search of the log failed")
    private let covered: @Sendable () -> LogPosition
    private let history: HistoryBoard
    private let complete: @Sendable ([Completion]) -> Void

    /// Searches that wait.
    private static let limit = 20

    /// Starts the worker.
    ///
    /// `covered`: the last event that is known to be as durable as the operator asks; none after it is
    /// shown. `complete` is called on the desk's thread.
    init(
        database: ConnectionOptions,
        history: HistoryBoard,
        covered: @escaping @Sendable () -> LogPosition,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        self.history = history
        self.covered = covered
        self.complete = complete
        let options = database.forSearches
        pool = WorkerPool(named: "log", threads: 1, limit: Self.limit) {
            DatabaseHandle(options, of: history)
        }
    }

    /// Answers with a page of the log; false if too many searches wait.
    ///
    /// `caller` is where the log has the administrator's session.
    func find(_ search: LogSearch, by caller: LogPlace, _ ticket: Ticket) -> Bool {
        pool.submit { [self] session in
            let response: Response
            do throws(PostgresError) {
                let epoch = history.source.epoch
                let page = try session.use { (connection) throws(PostgresError) in
                    try LogReader(connection).search(search, through: covered())
                }
                // The history may have changed since the caller was let in.
                response =
                    history.history.contains(caller)
                    ? Response(page, in: epoch) : Response(Problem.sessionLost)
            } catch {
                response = failure(error)
            }
            complete([Completion(ticket: ticket, response: response)])
        }
    }

    /// Finishes what was taken, and ends the worker.
    func close() {
        pool.close()
    }

    private func failure(_ error: PostgresError) -> Response {
        failures.report(error)
        guard error.isTransient else {
            return Response(Problem(.internalError, "The log could not be read."))
        }
        var problem = Problem(.unavailable, "The log is not read in time. Ask again later.")
        problem.retryAfterSeconds = 1
        return Response(problem)
    }
}

extension Response {
    /// A page of the log, and where the search for it stopped.
    fileprivate init(_ page: LogPage, in epoch: EpochID) {
        var json = JSONWriter(capacity: 64 + page.entries.count * 512)
        json.beginArray()
        for entry in page.entries { entry.write(to: &json) }
        json.endArray()
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-store")
        headers.add("Tally-Position", page.end.rawValue)
        headers.add(epoch)
        headers.add("Tally-Scanned", page.scanned.rawValue)
        self.init(.ok, fields: headers.bytes, body: json.bytes)
    }
}

extension ConnectionOptions {
    /// For what administrators look for in the log: under the role that reads it, and neither a write
    /// nor a long statement is possible.
    fileprivate var forSearches: ConnectionOptions {
        var options = with(role: LogRole.projections)
        options.applicationName = "tally log search"
        options.settings["default_transaction_read_only"] = "on"
        options.settings["statement_timeout"] = "5s"
        return options
    }
}

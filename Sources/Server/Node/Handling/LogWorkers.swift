import API
import EventStore
import Events
import HTTP
import Identity
import Model
import Postgres
import Runtime
import Text

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
    /// `covered` returns the last event that is as durable as the operator requires; later ones are not
    /// shown. `complete` is called on the worker's thread.
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
                    ? Response(page, in: epoch) : Response(Problem.sessionLost)
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
    /// Options for searches of the log: its reader's role, no writes, no long statements.
    fileprivate var forSearches: ConnectionOptions {
        var options = with(role: LogRole.projections)
        options.applicationName = "tally log search"
        options.settings["default_transaction_read_only"] = "on"
        options.settings["statement_timeout"] = "5s"
        return options
    }
}

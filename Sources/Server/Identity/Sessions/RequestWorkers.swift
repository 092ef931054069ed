import API
import Entities
import EventStore
import Events
import HTTP
import Model
import Postgres
import Runtime
import Writer

/// A few threads that respond to requests whose work blocks, each with a database connection.
///
/// The event loops submit the work and do not wait for it. A bounded queue lies before the threads.
package final class RequestWorkers: Sendable {
    package typealias Work = @Sendable (inout DatabaseHandle) throws -> Response?

    /// A request with the work that answers it.
    package struct Request: Sendable {
        let ticket: Ticket?
        /// Returns nil if the response comes from elsewhere.
        let work: Work
    }

    private let pool: WorkerPool<DatabaseHandle>
    private let failures: FailureLog
    private let problem: Problem
    private let complete: @Sendable ([Completion]) -> Void

    /// - `failure` is the log line about work that throws, and the detail of its 503 response.
    /// - `complete` is called on the workers' threads.
    package init(
        named name: String,
        threads: Int = 1,
        limit: Int,
        database: ConnectionOptions,
        history: HistoryBoard? = nil,
        failure: (event: StaticString, detail: String),
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        failures = FailureLog(failure.event)
        problem = .unavailable(failure.detail)
        self.complete = complete
        pool = WorkerPool(named: name, threads: threads, limit: limit) {
            DatabaseHandle(database, of: history)
        }
    }

    /// The number of requests that wait.
    package var depth: Int { pool.depth }

    /// Runs `work` on one of the threads and sends the response that it returns.
    ///
    /// `work` returns nil if the response comes from elsewhere. Returns false if too many requests
    /// wait.
    package func submit(_ ticket: Ticket?, _ work: @escaping Work) -> Bool {
        pool.submit { [self] database in
            perform(Request(ticket: ticket, work: work), &database)
        }
    }

    /// Has a thread take requests, one after the other, until `next` returns nil.
    ///
    /// Returns false if too many requests wait.
    func submit(_ next: @escaping @Sendable () -> Request?) -> Bool {
        pool.submit { [self] database in
            while let request = next() { perform(request, &database) }
        }
    }

    private func perform(_ request: Request, _ database: inout DatabaseHandle) {
        let response: Response?
        do {
            response = try request.work(&database)
        } catch {
            failures.report(error)
            response = Response(problem)
        }
        guard let response, let ticket = request.ticket else { return }
        complete([Completion(ticket: ticket, response: response)])
    }

    /// Finishes the accepted work, and ends the threads.
    package func close() {
        pool.close()
    }
}

/// The facts about a request that workers need besides its content.
package struct RequestOrigin: Sendable {
    /// The id of the command that the request becomes.
    let id: UUID128
    let correlation: UUID128?
    /// The address that limits per address count against.
    package let address: Address
    /// Where a session that begins with the request came from, as its user is shown it.
    let details: SessionDetails?
    let ticket: Ticket

    package init(
        id: UUID128,
        correlation: UUID128?,
        address: Address,
        details: SessionDetails? = nil,
        ticket: Ticket
    ) {
        self.id = id
        self.correlation = correlation
        self.address = address
        self.details = details
        self.ticket = ticket
    }

    /// Passes a command to the writer; returns a response only if the queue has no room.
    ///
    /// `witness` is the place of the caller's session in the log, if there is one. The wait for a
    /// worker does not count against the command's age: that begins now.
    func submit(
        _ command: any Command,
        of actor: Actor,
        _ key: IdempotencyKey? = nil,
        witness: LogPlace? = nil,
        for caller: Caller,
        to queue: CommandQueue<Caller>
    ) -> Response? {
        let submission = Submission<Caller>(
            command,
            id: id,
            actor: actor,
            key: key,
            witness: witness,
            receivedAt: .now,
            correlation: correlation,
            ticket: caller
        )
        guard queue.submit([submission]) == 0 else { return nil }
        return Response(.overloaded("Too many commands wait. Try again later."))
    }
}

import API
import Commands
import Entities
import Events
import HTTP
import Identity
import Model
import Postgres
import Runtime
import Synchronization
import Text
import Writer

/// Looks up services that the catalogue lacks, before a command that names them is decided.
///
/// A service is looked up outside once and recorded. If the look-up fails, the command is decided
/// on the catalogue as it is.
package final class CatalogueLookup: Sendable {
    private let client: OutsideClient?
    private let commands: JobCommands
    private let queue: CommandQueue<Caller>
    private let memory: Mutex<LookupMemory>
    private let workers: RequestWorkers

    /// The limits of commands that wait, and of services looked up for one command.
    private static let limits = (commands: 100, lookups: 10)

    /// `database` has the role that reads the read models; `complete` sends the responses to
    /// commands for which the queue has no room.
    package init(
        client: OutsideClient?,
        database: ConnectionOptions,
        queue: CommandQueue<Caller>,
        rememberSeconds: Int,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        self.client = client
        self.queue = queue
        commands = JobCommands(queue: queue)
        memory = Mutex(LookupMemory(keepSeconds: rememberSeconds))
        workers = RequestWorkers(
            named: "services",
            threads: client == nil ? 0 : 1,
            limit: Self.limits.commands,
            database: database,
            failure: ("service not looked up", "The service could not be looked up. Try again."),
            complete: complete
        )
    }

    /// Takes a command with unknown services, to pass it to the writer later; returns false for
    /// others.
    package func accepts(_ submission: Submission<Caller>) -> Bool {
        guard let client, let services = Self.services(of: submission.command) else { return false }
        let unknown = memory.withLock {
            $0.unknown(services, now: SystemClock.monotonicMilliseconds)
        }
        guard !unknown.isEmpty else { return false }
        return workers.submit(submission.ticket.ticket) { [self] database in
            lookUp(unknown, client, &database)
            // The time spent on the lookup does not count against the command's age.
            guard queue.submit([submission.receivedNow]) == 0 else { return nil }
            return Response(
                .overloaded("Too many commands wait. Send this one again later.")
            )
        }
    }

    /// Finishes the accepted commands, and ends the worker.
    package func close() {
        workers.close()
    }

    /// The services that the command names; nil for a command that cannot name any.
    private static func services(of command: any Command) -> [ServiceID]? {
        if let draft = command as? DraftOrder { return draft.services }
        if let change = command as? ChangeServices { return change.services }
        return nil
    }

    private func lookUp(
        _ services: [ServiceID],
        _ client: OutsideClient,
        _ database: inout DatabaseHandle
    ) {
        do {
            let listed = try database.use { (connection) throws(PostgresError) in
                try Self.listed(services, connection)
            }
            memory.withLock { $0.remember(Array(listed), now: SystemClock.monotonicMilliseconds) }
            let missing = services.filter { !listed.contains($0) }
            for service in missing.prefix(Self.limits.lookups) {
                if let details = try Self.find(service, client) {
                    _ = try commands.record(RecordService(details))
                }
                memory.withLock { $0.remember([service], now: SystemClock.monotonicMilliseconds) }
            }
        } catch {
            memory.withLock { $0.pause(now: SystemClock.monotonicMilliseconds) }
            LogLine(.warning, "service not looked up").with("error", "\(error)").write()
        }
    }

    /// Nil if the outside catalogue does not have the service.
    private static func find(
        _ service: ServiceID,
        _ client: OutsideClient
    ) throws(OutsideError) -> ServiceDetails? {
        do throws(OutsideError) {
            let details = try ServiceDetails(
                json: try client.ask(.get, "/services/\(service.value.text)")
            )
            guard details.service == service else { throw .malformed("another service") }
            return details
        } catch .status(404) {
            return nil
        }
    }

    private static func listed(
        _ services: [ServiceID],
        _ connection: Connection
    ) throws(PostgresError) -> Set<ServiceID> {
        let rows = try connection.execute(
            "SELECT service_id FROM read.services WHERE service_id = ANY ($1) AND state = 'listed'",
            [.texts(services.map(\.value.text))]
        )
        var listed: Set<ServiceID> = []
        for row in rows {
            if let id = UUID128(text: try row.string(0)) { listed.insert(ServiceID(id)) }
        }
        return listed
    }
}

extension Submission {
    /// The same command, as if it had come now.
    fileprivate var receivedNow: Submission {
        Submission(
            command,
            id: id,
            actor: actor,
            key: key,
            witness: witness,
            session: session,
            receivedAt: .now,
            causation: causation,
            correlation: correlation,
            ticket: ticket
        )
    }
}

/// The services that were looked up lately and are not looked up again for a while.
///
/// Times are milliseconds of a monotonic clock.
struct LookupMemory: Sendable {
    private let keepMilliseconds: Int64
    /// When each service is forgotten.
    private var expiry: [ServiceID: Int64] = [:]
    private var pausedUntil = Int64.min

    private static let limit = 10_000
    /// The time without look-ups after a failure, so that not each order waits for an unreachable
    /// service.
    private static let pauseMilliseconds: Int64 = 10_000

    init(keepSeconds: Int) {
        keepMilliseconds = Int64(keepSeconds) * 1_000
    }

    /// The services to look up; none for a while after a failure.
    func unknown(_ services: [ServiceID], now: Int64) -> [ServiceID] {
        guard now >= pausedUntil else { return [] }
        return services.filter { expiry[$0].map { now >= $0 } ?? true }
    }

    /// Remembers services that are in the catalogue, or were looked up with any result.
    mutating func remember(_ services: [ServiceID], now: Int64) {
        if expiry.count + services.count > Self.limit {
            expiry = expiry.filter { now < $0.value }
            if expiry.count + services.count > Self.limit { expiry = [:] }
        }
        for service in services { expiry[service] = now + keepMilliseconds }
    }

    /// Pauses look-ups after a failure.
    mutating func pause(now: Int64) {
        pausedUntil = now + Self.pauseMilliseconds
    }
}

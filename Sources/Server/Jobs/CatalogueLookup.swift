import API
import Commands
import Events
import HTTP
import Identity
import Model
import Postgres
import Runtime
import Synchronization

/// Stands before commands that name services: one that the catalogue lacks is looked up outside, once,
/// and recorded before the command is decided.
///
/// If that can't be done the command is decided on what is known.
package final class CatalogueLookup: Sendable {
    private let client: OutsideClient?
    private let commands: JobCommands
    private let queue: CommandQueue<Caller>
    private let memory: Mutex<LookupMemory>
    private let pool: WorkerPool<DatabaseHandle>
    private let complete: @Sendable ([Completion]) -> Void

    /// Commands that wait, and services looked up for one of them.
    private static let limits = (commands: 100, lookups: 10)

    /// `database` under the role that reads the read models; `complete` answers commands that find no
    /// room in the queue.
    package init(
        client: OutsideClient?,
        database: ConnectionOptions,
        queue: CommandQueue<Caller>,
        rememberSeconds: Int,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        self.client = client
        self.queue = queue
        self.complete = complete
        commands = JobCommands(queue: queue)
        memory = Mutex(LookupMemory(keepSeconds: rememberSeconds))
        pool = WorkerPool(
            named: "services",
            threads: client == nil ? 0 : 1,
            limit: Self.limits.commands
        ) { DatabaseHandle(database) }
    }

    /// Whether the desk has taken the command, to hand it to the writer later.
    package func takes(_ submission: Submission<Caller>) -> Bool {
        guard let client, let services = Self.services(of: submission.command) else { return false }
        let unknown = memory.withLock { $0.unknown(services, now: Clock.milliseconds) }
        guard !unknown.isEmpty else { return false }
        return pool.submit { [self] session in
            lookUp(unknown, client, &session)
            // The wait for the outside service is not the writer's: its clock begins now.
            guard queue.submit([submission.receivedNow]) == 0,
                case .request(let ticket, _) = submission.ticket
            else { return }
            let problem = Problem.overloaded("Too many commands wait. Send this one again later.")
            complete([Completion(ticket: ticket, response: Response(problem))])
        }
    }

    /// Decides what was taken without looking further, and ends the worker.
    package func close() {
        pool.close()
    }

    /// The services that the command names; nil for one that is not about services.
    private static func services(of command: any Command) -> [ServiceID]? {
        if let draft = command as? DraftOrder { return draft.services }
        if let change = command as? ChangeServices { return change.services }
        return nil
    }

    private func lookUp(
        _ services: [ServiceID],
        _ client: OutsideClient,
        _ session: inout DatabaseHandle
    ) {
        do {
            let listed = try session.use { (connection) throws(PostgresError) in
                try Self.listed(services, connection)
            }
            memory.withLock { $0.remember(Array(listed), now: Clock.milliseconds) }
            let missing = services.filter { !listed.contains($0) }
            for service in missing.prefix(Self.limits.lookups) {
                if let details = try Self.find(service, client) {
                    _ = try commands.record(RecordService(details))
                }
                memory.withLock { $0.remember([service], now: Clock.milliseconds) }
            }
        } catch {
            memory.withLock { $0.pause(now: Clock.milliseconds) }
            LogLine(.warning, "service not looked up").with("error", "\(error)").write()
        }
    }

    /// Nil if the outside service does not have it.
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
    /// The same, as if it had come now.
    fileprivate var receivedNow: Submission {
        Submission(
            command,
            id: id,
            actor: actor,
            key: key,
            witness: witness,
            receivedAt: .now,
            causation: causation,
            correlation: correlation,
            ticket: ticket
        )
    }
}

/// Which services were looked up lately, so that nobody is asked about them again for a while.
///
/// Times are milliseconds of a clock that only goes forward.
struct LookupMemory: Sendable {
    private let keepMilliseconds: Int64
    /// When each is forgotten.
    private var expiry: [ServiceID: Int64] = [:]
    private var pausedUntil = Int64.min

    private static let limit = 10_000
    /// While the outside service is not reached, orders do not wait for it again and again.
    private static let pauseMilliseconds: Int64 = 10_000

    init(keepSeconds: Int) {
        keepMilliseconds = Int64(keepSeconds) * 1_000
    }

    /// Those to look up; none while the outside service is not reached.
    func unknown(_ services: [ServiceID], now: Int64) -> [ServiceID] {
        guard now >= pausedUntil else { return [] }
        return services.filter { expiry[$0].map { now >= $0 } ?? true }
    }

    /// They were found in the catalogue, or looked up, with whatever result.
    mutating func remember(_ services: [ServiceID], now: Int64) {
        if expiry.count + services.count > Self.limit {
            expiry = expiry.filter { now < $0.value }
            if expiry.count + services.count > Self.limit { expiry = [:] }
        }
        for service in services { expiry[service] = now + keepMilliseconds }
    }

    /// The outside service was not reached.
    mutating func pause(now: Int64) {
        pausedUntil = now + Self.pauseMilliseconds
    }
}

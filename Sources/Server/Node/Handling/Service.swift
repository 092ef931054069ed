import API
import Documents
import Entities
import EventStore
import Events
import Feed
import HTTP
import Identity
import Jobs
import Model
import Operations
import Postgres
import Projections
import Queries
import Settings
import Writer

/// What the handlers of all event loops share.
package final class Service: Sendable {
    let configuration: Configuration
    /// The clock of deadlines and tokens.
    let clock: ServiceClock
    let routes = RouteTable()
    let pages = PageFolder.embedded
    /// Nil if no other site's pages may use the API.
    let crossOrigin: CrossOrigin?
    let issuer: TokenIssuer
    let claims: ClaimHasher
    let sources: QuerySources
    let queue: CommandQueue<Caller>
    let queries: QueryWorkers
    let ownWrites: OwnWrites
    let passwords: PasswordWorkers
    let bulks: BulkWorkers
    let administration: AdministrationWorkers
    let log: LogWorkers
    let sessions: SessionWorkers
    let revocations: RevocationBoard
    let history: HistoryBoard
    let names: NameLookups
    let registrations: RegistrationLimit
    let proxyWatch: ProxyWatch
    let services: CatalogueLookup
    let operations: Operations
    let feed: FeedHub
    let journal: CommandJournal
    let requestMetrics: RequestMetrics
    private let server: HTTP.Server

    /// The parts that run by themselves are made before, since handlers ask for their state.
    init(
        _ core: NodeCore,
        writer: WriterLoop<Caller>,
        runner: ProjectionRunner,
        hub: FeedHub,
        scheduler: JobScheduler,
        outside: OutsideClients,
        lockWatch: LockWatch
    ) {
        configuration = core.configuration
        (clock, issuer, claims, queue) = (core.clock, core.issuer, core.claims, core.queue)
        (queries, ownWrites, journal) = (core.queries, core.ownWrites, core.journal)
        (revocations, history, server) = (core.revocations, core.history, core.server)
        feed = hub
        crossOrigin = CrossOrigin(configuration)
        sources = QuerySources(core, runner)
        names = core.names
        registrations = RegistrationLimit(configuration)
        proxyWatch = ProxyWatch(configuration)
        passwords = PasswordWorkers(
            database: core.database(.commands),
            history: history,
            configuration: configuration,
            clock: clock,
            claims: claims,
            people: .init(sealedBy: core.secrets.seals, distrusted: core.distrusted),
            issuer: issuer,
            queue: queue,
            complete: server.complete
        )
        bulks = BulkWorkers(
            configuration: configuration,
            claims: claims,
            names: names,
            queue: queue,
            complete: server.complete
        )
        sessions = SessionWorkers(
            database: core.database(.commands),
            history: history,
            configuration: configuration,
            clock: clock,
            claims: claims,
            issuer: issuer,
            queue: queue,
            complete: server.complete
        )
        administration = AdministrationWorkers(
            database: core.database(.commands),
            history: history,
            scheduler: scheduler,
            retrier: CommandRetrier(
                queue: queue,
                configuration: configuration,
                clock: clock,
                claims: claims
            ),
            ownWrites: ownWrites,
            claims: claims,
            complete: server.complete
        )
        log = LogWorkers(
            database: core.database,
            history: history,
            covered: { max(writer.health.covered, runner.status.furthest) },
            complete: server.complete
        )
        services = CatalogueLookup(
            client: outside.serviceByID,
            database: core.database(.queries),
            queue: queue,
            rememberSeconds: configuration.serviceLookupSeconds,
            complete: server.complete
        )
        operations = Operations(
            sources: Operations.Sources(
                core,
                writer: writer,
                runner: runner,
                scheduler: scheduler,
                lockWatch: lockWatch,
                passwordDepth: { [passwords] in passwords.depth },
                bulkBytes: { [bulks] in bulks.bytes }
            ),
            lagLimit: configuration.readyLagLimit
        )
        requestMetrics = operations.sources.requests
    }

    /// Answers commands that the queue had no room for.
    func turnAway(_ submissions: ArraySlice<Submission<Caller>>) {
        operations.countTurnedAway(submissions.count)
        let answer = Response(
            .overloaded("Too many commands wait. This one had no effect: send it again later.")
        )
        server.complete(
            submissions.compactMap { submission in
                submission.ticket.ticket.map { Completion(ticket: $0, response: answer) }
            }
        )
    }
}

extension QuerySources {
    fileprivate convenience init(_ core: NodeCore, _ runner: ProjectionRunner) {
        let clock = core.clock
        self.init(
            configuration: core.configuration,
            now: { clock.unixMicroseconds },
            projections: {
                let status = runner.status
                return (status.tail, Int(status.eventsPerSecond.rounded()))
            }
        )
    }
}

extension Operations.Sources {
    fileprivate init(
        _ core: NodeCore,
        writer: WriterLoop<Caller>,
        runner: ProjectionRunner,
        scheduler: JobScheduler,
        lockWatch: LockWatch,
        passwordDepth: @escaping @Sendable () -> Int,
        bulkBytes: @escaping @Sendable () -> Int
    ) {
        self.init(
            cache: core.cache,
            queueDepth: { core.queue.depth },
            writer: writer.counters,
            appends: writer.health,
            endedSessions: { lockWatch.ended },
            division: core.census.division,
            runner: { runner.status },
            server: { core.server.counters },
            queryDepth: { core.queries.depth },
            passwordDepth: passwordDepth,
            bulkBytes: bulkBytes,
            journalLeftOut: { core.journal.leftOut },
            distrusted: core.distrusted,
            requests: RequestMetrics(),
            jobs: scheduler.counters
        )
    }
}

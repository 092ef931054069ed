import API
import Commands
import EventStore
import Events
import Feed
import HTTP
import Identity
import Jobs
import Model
import Postgres
import Projections
import Queries
import Runtime
import Settings

/// One running service: the writer, the projections, the cache, the jobs and the HTTP edge, wired
/// together.
///
/// `start` and `stop` start and stop everything that runs, in order.
package final class Node: Sendable {
    let configuration: Configuration
    let database: ConnectionOptions
    let writer: WriterLoop<Caller>
    let feed: CommitFeed
    let runner: ProjectionRunner
    let service: Service
    let server: HTTP.Server
    let warming = Periodic()
    let watching = Periodic()
    let lockWatch: LockWatch
    let writingDown = Periodic()
    let journalWriter: JournalWriter
    let ticking = Periodic()
    let warmer: Warmer
    let scheduler: JobScheduler
    let following = Periodic()
    let revocations: RevocationLoader
    let outside: OutsideClients
    /// Whether every client is gone, so that the writer need not find out what to tell them.
    let isCutOff = Flag()

    /// Starts nothing yet.
    ///
    /// `database` is migrated.
    ///
    /// `time` is the machine's, which is compared with the database's.
    package init(
        database: ConnectionOptions,
        secrets: LogSecrets,
        configuration: Configuration,
        host: String,
        port: UInt16,
        time: any TimeSource & Sendable = SystemTime()
    ) throws(Complaint) {
        let census = SessionCensus()
        let database = database.with(census: census)
        let history = try HistoryBoard(of: database)
        let outbox = Outbox()
        let clock = ServiceClock()
        let skew = FailureLog("this node's clock and the database's differ")
        let commandLimits = configuration.commandLimits
        let skewLimit = Int64(configuration.clockSkewMilliseconds) * 1_000
        let queue = CommandQueue<Caller>(limit: configuration.queueLimit)
        let feed = CommitFeed()
        let cache = WarmCache(limits: configuration.cacheLimits, now: Clock.milliseconds)
        let closed = ClosedTime()
        let ownWrites = OwnWrites(isOn: configuration.ownWrites == 1)
        let journal = CommandJournal()
        let journalWriter = JournalWriter(
            journal,
            history: history,
            database: database.with(role: LogRole.commands)
        )
        let queries = QueryDesk(
            cache: cache,
            history: history,
            database: database.with(role: LogRole.queries),
            configuration: configuration,
            sources: QueryDesk.Sources(
                closed: closed,
                now: { clock.unixMicroseconds },
                probe: queue.wakeTaker,
                writeDown: journalWriter.write
            ),
            complete: outbox.complete
        )
        let hub = FeedHub(
            database: database,
            feed: feed,
            limits: configuration.feedLimits,
            clock: clock,
            history: history,
            edge: FeedHub.Edge(complete: outbox.complete, push: outbox.push)
        )
        let isCutOff = isCutOff
        let board = RevocationBoard(clock: clock)
        history.whenChanged { kept in
            if let kept {
                board.cutBack(to: kept)
                ownWrites.cut(to: kept)
            }
            queries.historyChanged()
        }
        let appendFailures = FailureLog("append failed")
        let distrusted = DistrustedRows()
        let writer = WriterLoop<Caller>(
            queue: queue,
            limits: commandLimits,
            time: time,
            makeLog: {
                PostgresEventLog(
                    database,
                    limits: configuration.logLimits,
                    distrusted: distrusted.report,
                    givesUp: { isCutOff.isSet },
                    learned: history.write
                )
            },
            locked: { reading in
                // While sessions reach two servers, nothing that one of them says is taken for the log.
                if let division = census.division() { return division }
                // A time that nothing is decided at is not believed otherwise either.
                if reading.refusal(commandLimits) == nil {
                    clock.measured(reading.locked.now.microseconds, at: reading.uptime)
                    closed.raise(reading.locked, begun: reading.begun)
                }
                if reading.clockDifference.magnitude > skewLimit.magnitude {
                    skew.report(ClockSkew(reading))
                }
                ownWrites.cut(to: reading.locked.tail.position)
                cache.look(
                    reading.locked.tail.position,
                    at: reading.begun.nanoseconds / 1_000_000
                )
                queries.looked()
                return nil
            },
            publish: { events in
                // First: whoever is signed out gets the answer after this.
                board.publish(events)
                feed.publish(events, in: history.written)
                if let last = events.last { closed.appended(to: last.position) }
            },
            answer: { answers in
                // First: whatever a client asks next has to find it.
                ownWrites.record(answers)
                outbox.complete(answers.compactMap(Completion.init))
            },
            failed: { appendFailures.report($0) }
        )
        let outside = OutsideClients(configuration)
        let scheduler = JobScheduler(
            NodeJobs(
                database: database,
                configuration: configuration,
                queue: queue,
                outside: outside
            ).lanes,
            database: database,
            node: NodeName.own,
            pollMilliseconds: configuration.jobPollMilliseconds
        )
        let tellsOfOrders = outside.registration != nil
        let (warming, following) = (warming, following)
        let runner = ProjectionRunner(
            database,
            feed: feed,
            options: configuration.runnerOptions,
            publish: { batch in
                if batch.kind == .reset, let source = batch.source {
                    history.read(source.history, from: source.server)
                }
                board.publish(batch)
                let changes = CacheBatch(batch)
                let reached = cache.apply(changes)
                if batch.kind == .reset { history.show() }
                queries.reached(reached)
                cache.confirm(
                    changes.positions,
                    logEnd: batch.tail,
                    at: batch.lookedAt
                )
                if batch.kind == .advanced, let slowest = batch.positions.values.min() {
                    ownWrites.settle(upTo: slowest)
                }
                hub.reached(batch)
                if batch.kind != .advanced {
                    warming.poke()
                    following.poke()
                }
                if tellsOfOrders, !batch.orderUsers.isEmpty { scheduler.want(.orderRegistration) }
            },
            needsEpoch: writer.look,
            log: { LogLine(.warning, "projections").with("detail", $0).write() }
        )
        let handlers = HandlerFactory()
        let server = HTTP.Server(
            configuration.edge(host: host, port: port),
            makeHandler: handlers.make
        )
        outbox.bind(server)
        let claims = ClaimHasher(key: secrets.claims)
        let issuer = TokenIssuer(
            TokenCodec(key: secrets.tokens, lifetimes: TokenLifetimes(configuration)),
            configuration,
            clock
        )
        let passwords = PasswordDesk(
            database: database.with(role: LogRole.commands),
            history: history,
            configuration: configuration,
            clock: clock,
            claims: claims,
            people: PasswordDesk.People(sealedBy: secrets.seals, distrusted: distrusted),
            issuer: issuer,
            queue: queue,
            complete: outbox.complete
        )
        let sessions = SessionDesk(
            database: database.with(role: LogRole.commands),
            history: history,
            configuration: configuration,
            claims: claims,
            issuer: issuer,
            queue: queue,
            complete: outbox.complete
        )
        let lockWatch = LockWatch(
            database: database,
            holderMilliseconds: configuration.lockHolderMilliseconds
        )
        let operations = Operations(
            sources: Operations.Sources(
                cache: cache,
                queueDepth: { queue.depth },
                writer: writer.counters,
                appends: writer.health,
                endedSessions: { lockWatch.ended },
                division: census.division,
                runner: { runner.status },
                server: { server.counters },
                queryDepth: { queries.depth },
                passwordDepth: { passwords.depth },
                journalLeftOut: { journal.leftOut },
                distrusted: distrusted,
                requests: RequestMetrics(),
                jobs: scheduler.counters
            ),
            lagLimit: configuration.readyLagLimit
        )
        let administration = AdministrationDesk(
            database: database.with(role: LogRole.commands),
            history: history,
            scheduler: scheduler,
            retrier: CommandRetrier(
                queue: queue,
                configuration: configuration,
                clock: clock,
                claims: claims
            ),
            ownWrites: ownWrites,
            complete: outbox.complete
        )
        self.journalWriter = journalWriter
        service = Service(
            configuration: configuration,
            clock: clock,
            claims: claims,
            issuer: issuer,
            sources: QuerySources(
                configuration: configuration,
                now: { clock.unixMicroseconds },
                projections: {
                    let status = runner.status
                    return (status.tail, Int(status.eventsPerSecond.rounded()))
                }
            ),
            queue: queue,
            queries: queries,
            ownWrites: ownWrites,
            passwords: passwords,
            administration: administration,
            log: LogDesk(
                database: database,
                history: history,
                covered: { max(writer.health.covered, runner.status.furthest) },
                complete: outbox.complete
            ),
            sessions: sessions,
            revocations: board,
            history: history,
            services: ServiceDesk(
                client: outside.serviceByID,
                database: database.with(role: LogRole.queries),
                queue: queue,
                rememberSeconds: configuration.serviceLookupSeconds,
                complete: outbox.complete
            ),
            operations: operations,
            feed: hub,
            journal: journal,
            outbox: outbox
        )
        handlers.bind(service)
        warmer = Warmer(
            database: database.with(role: LogRole.queries),
            history: history,
            cache: cache,
            reached: queries.reached
        )
        self.lockWatch = lockWatch
        self.scheduler = scheduler
        revocations = RevocationLoader(database: database, history: history, board: board)
        self.outside = outside
        self.configuration = configuration
        self.database = database
        self.writer = writer
        self.feed = feed
        self.runner = runner
        self.server = server
    }

    /// The port that is listened on.
    package var port: UInt16 { server.port }

    /// Whether `/ready` says yes.
    var isReady: Bool { service.operations.isReady }
}

/// By how much the clocks differ, for the log.
private struct ClockSkew: Error, CustomStringConvertible {
    let description: String

    init(_ reading: LockReading) {
        description = "the database's is ahead by \(reading.clockDifference / 1_000) ms"
    }
}

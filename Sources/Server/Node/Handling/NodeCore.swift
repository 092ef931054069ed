import Cache
import Entities
import EventStore
import Events
import Feed
import HTTP
import Identity
import Jobs
import Operations
import Postgres
import Projections
import Queries
import Runtime
import Settings
import Text
import Writer

/// The things that the parts of one node share; each part is made from them.
struct NodeCore: Sendable {
    let configuration: Configuration
    let secrets: LogSecrets
    /// Without a role; its sessions are counted by server.
    let database: ConnectionOptions
    let census: SessionCensus
    let server: HTTP.Server
    /// For those who run the service; nil if they ask at the port of the API.
    let operationsServer: HTTP.Server?
    let history: HistoryBoard
    let clock = ServiceClock()
    let claims: ClaimHasher
    let issuer: TokenIssuer
    let revocations: RevocationBoard
    let queue: CommandQueue<Caller>
    let feed = CommitFeed()
    let cache: WarmCache
    let closed = ClosedTime()
    let ownWrites: OwnWrites
    let names: NameLookups
    let journal = CommandJournal()
    let journalWriter: JournalWriter
    let queries: QueryWorkers
    let distrusted = DistrustedRows()
    /// Whether every client is gone, so that the writer need not find out what to report to them.
    let isCutOff = Flag()

    init(
        database: ConnectionOptions,
        secrets: LogSecrets,
        configuration: Configuration,
        host: String,
        port: UInt16
    ) throws(Complaint) {
        self.configuration = configuration
        self.secrets = secrets
        census = SessionCensus()
        self.database = database.with(census: census)
        history = try HistoryBoard(of: self.database)
        server = HTTP.Server(configuration.edge(host: host, port: port))
        operationsServer = UInt16(exactly: configuration.metricsPort).flatMap { port in
            port == 0 ? nil : HTTP.Server(configuration.operationsEdge(host: host, port: port))
        }
        claims = ClaimHasher(key: secrets.claims)
        issuer = TokenIssuer(
            TokenCodec(key: secrets.tokens, lifetimes: TokenLifetimes(configuration)),
            claims,
            configuration,
            clock
        )
        revocations = RevocationBoard(clock: clock)
        queue = CommandQueue(limit: configuration.queueLimit)
        cache = WarmCache(limits: configuration.cacheLimits, now: SystemClock.monotonicMilliseconds)
        ownWrites = OwnWrites(isOn: configuration.ownWrites == 1)
        names = NameLookups(configuration)
        journalWriter = JournalWriter(
            journal,
            history: history,
            database: self.database.with(role: LogRole.commands)
        )
        let clock = clock
        queries = QueryWorkers(
            cache: cache,
            history: history,
            database: self.database.with(role: LogRole.queries),
            configuration: configuration,
            sources: QueryWorkers.Sources(
                closed: closed,
                now: { clock.unixMicroseconds },
                probe: queue.wakeTaker,
                hurry: feed.hurry(for:),
                writeDown: journalWriter.write
            ),
            complete: server.complete,
            push: server.push
        )
        forgetWhatIsLost()
    }

    /// The database under the role of one side.
    func database(_ role: LogRole) -> ConnectionOptions { database.with(role: role) }

    /// Forgets positions of a lost end of the log, since they will be used again.
    private func forgetWhatIsLost() {
        let (revocations, ownWrites, queries) = (revocations, ownWrites, queries)
        history.whenChanged { kept in
            if let kept {
                revocations.cutBack(to: kept)
                ownWrites.cut(to: kept)
            }
            queries.historyChanged()
        }
    }
}

/// The limits as the targets take them.
extension Configuration {
    package var commandLimits: CommandLimits {
        var limits = CommandLimits()
        limits.batch = batchLimit
        limits.queue = queueLimit
        limits.ageMilliseconds = Int64(commandAgeMilliseconds)
        limits.attempts = retryLimit
        limits.clockSkewMilliseconds = Int64(clockSkewMilliseconds)
        limits.entities = streamCacheLimit
        return limits
    }

    package var logLimits: LogLimits {
        LogLimits(holderMilliseconds: lockHolderMilliseconds)
    }

    var cacheLimits: CacheLimits {
        var limits = CacheLimits()
        limits.pageBytes = pageCacheBytes
        limits.waiters = positionWaitLimit
        return limits
    }

    /// A tenth of the connections is left to requests.
    var feedLimits: FeedLimits {
        var limits = FeedLimits()
        limits.readers = min(feedLimit, max(1, connectionLimit - connectionLimit / 10))
        limits.perUser = feedLimitPerUser
        limits.buffer = feedBuffer
        limits.publicReach = Int64(feedPublicReach)
        return limits
    }

    var runnerOptions: RunnerOptions {
        var options = RunnerOptions()
        options.batchLimit = projectionBatchLimit
        return options
    }

    package func edge(host: String, port: UInt16) -> HTTPOptions {
        var edge = HTTPOptions()
        edge.host = host
        edge.port = port
        edge.loops = loops
        edge.maxConnections = connectionLimit
        edge.maxConnectionsPerAddress = connectionsPerAddress
        edge.trustsProxy = trustProxy == 1
        edge.sparesLoopback = limitLoopback == 0
        edge.bodyBytes = bodyBytes
        edge.largeBodyPaths = Route.bulkPaths
        edge.largeBodyBytes = max(bodyBytes, bulkBodyBytes)
        edge.largeBodiesBytes = max(edge.largeBodyBytes, bulkBufferBytes)
        // A client that sends on reads the refusal of a large body, too.
        edge.drainBytes = max(edge.drainBytes, bulkBodyBytes)
        edge.streamBytes = feedBacklogBytes
        return edge
    }

    /// A port that few connect to: one thread, and connections enough for some scrapers.
    func operationsEdge(host: String, port: UInt16) -> HTTPOptions {
        var edge = HTTPOptions()
        edge.host = host
        edge.port = port
        edge.maxConnections = 100
        return edge
    }
}

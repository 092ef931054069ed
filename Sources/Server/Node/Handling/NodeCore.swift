import Commands
import EventStore
import Events
import HTTP
import Identity
import Jobs
import Postgres
import Queries
import Runtime
import Settings
import Text

/// What the parts of one node share: each part is made from it.
struct NodeCore: Sendable {
    let configuration: Configuration
    let secrets: LogSecrets
    /// Without a role; its sessions are counted by server.
    let database: ConnectionOptions
    let census: SessionCensus
    let server: HTTP.Server
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
        claims = ClaimHasher(key: secrets.claims)
        issuer = TokenIssuer(
            TokenCodec(key: secrets.tokens, lifetimes: TokenLifetimes(configuration)),
            configuration,
            clock
        )
        revocations = RevocationBoard(clock: clock)
        queue = CommandQueue(limit: configuration.queueLimit)
        cache = WarmCache(limits: configuration.cacheLimits, now: SystemClock.monotonicMilliseconds)
        ownWrites = OwnWrites(isOn: configuration.ownWrites == 1)
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
                writeDown: journalWriter.write
            ),
            complete: server.complete
        )
        forgetWhatIsLost()
    }

    /// The database under the role of one side.
    func database(_ role: LogRole) -> ConnectionOptions { database.with(role: role) }

    /// Positions of a lost end of the log mean something else from then on.
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

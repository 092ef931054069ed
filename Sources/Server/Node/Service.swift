import Commands
import Events
import HTTP
import Model
import Queries

/// What the handlers of all event loops share.
final class Service: Sendable {
    let configuration: Configuration
    /// The time that deadlines and tokens are told by.
    let clock: ServiceClock
    let routes = RouteTable()
    let pages = PageFolder.embedded
    let issuer: TokenIssuer
    let claims: ClaimHasher
    let queue: CommandQueue<Caller>
    let queries: QueryDesk
    let ownWrites: OwnWrites
    let passwords: PasswordDesk
    let administration: AdministrationDesk
    let log: LogDesk
    let sessions: SessionDesk
    let revocations: RevocationBoard
    let history: HistoryBoard
    /// POST /check-user, of each user.
    let userChecks: SharedRateLimit<UserID>
    let services: ServiceDesk
    let operations: Operations
    let feed: FeedHub
    let journal: CommandJournal
    let requestMetrics: RequestMetrics
    private let outbox: Outbox

    init(
        configuration: Configuration,
        clock: ServiceClock,
        claims: ClaimHasher,
        issuer: TokenIssuer,
        queue: CommandQueue<Caller>,
        queries: QueryDesk,
        ownWrites: OwnWrites,
        passwords: PasswordDesk,
        administration: AdministrationDesk,
        log: LogDesk,
        sessions: SessionDesk,
        revocations: RevocationBoard,
        history: HistoryBoard,
        services: ServiceDesk,
        operations: Operations,
        feed: FeedHub,
        journal: CommandJournal,
        outbox: Outbox
    ) {
        self.configuration = configuration
        self.clock = clock
        self.claims = claims
        self.issuer = issuer
        self.queue = queue
        self.queries = queries
        self.ownWrites = ownWrites
        self.passwords = passwords
        self.administration = administration
        self.log = log
        self.sessions = sessions
        self.revocations = revocations
        self.history = history
        userChecks = SharedRateLimit(
            RateLimit(perMinute: configuration.checkUserPerMinute, keys: 10_000)
        )
        self.services = services
        self.operations = operations
        self.feed = feed
        self.journal = journal
        requestMetrics = operations.sources.requests
        self.outbox = outbox
    }

    /// Answers commands that the queue had no room for.
    func turnAway(_ submissions: ArraySlice<Submission<Caller>>) {
        operations.countTurnedAway(submissions.count)
        let answer = Response(
            .overloaded("Too many commands wait. This one had no effect: send it again later.")
        )
        outbox.complete(
            submissions.compactMap { submission in
                submission.ticket.ticket.map { Completion(ticket: $0, response: answer) }
            }
        )
    }
}

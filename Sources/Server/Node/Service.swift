import Commands
import Events
import HTTP
import Queries

/// What the handlers of all event loops share.
final class Service: Sendable {
    let configuration: Configuration
    let routes = RouteTable()
    let tokenCodec: TokenCodec
    let claims: ClaimHasher
    /// The default currency, as queries name it.
    let currencyCode: CurrencyCode
    let queue: CommandQueue<Caller>
    let queries: QueryDesk
    let passwords: PasswordDesk
    let administration: AdministrationDesk
    let operations: Operations
    private let outbox: Outbox

    init(
        configuration: Configuration,
        secrets: LogSecrets,
        currencyCode: CurrencyCode,
        queue: CommandQueue<Caller>,
        queries: QueryDesk,
        passwords: PasswordDesk,
        administration: AdministrationDesk,
        operations: Operations,
        outbox: Outbox
    ) {
        self.configuration = configuration
        tokenCodec = TokenCodec(key: secrets.tokens)
        claims = ClaimHasher(key: secrets.claims)
        self.currencyCode = currencyCode
        self.queue = queue
        self.queries = queries
        self.passwords = passwords
        self.administration = administration
        self.operations = operations
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
                guard case .request(let ticket) = submission.ticket else { return nil }
                return Completion(ticket: ticket, response: answer)
            }
        )
    }
}

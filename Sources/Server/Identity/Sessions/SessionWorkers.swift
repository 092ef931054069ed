import API
import Commands
import EventStore
import Events
import HTTP
import Model
import Postgres
import Runtime
import Settings

/// Refreshes sessions: looks up the user's present roles, and passes the command to the writer.
package final class SessionWorkers: Sendable {
    package static let overloaded = Problem.overloaded(
        "Too many sessions are being refreshed. Try again."
    )

    private let workers: RequestWorkers
    private let reader: IdentityReader
    private let issuer: TokenIssuer
    private let lifetimeSeconds: Int
    private let queue: CommandQueue<Caller>

    /// `complete` is called on the workers' thread.
    package init(
        database: ConnectionOptions,
        history: HistoryBoard,
        configuration: Configuration,
        claims: ClaimHasher,
        issuer: TokenIssuer,
        queue: CommandQueue<Caller>,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        reader = IdentityReader(claims)
        self.issuer = issuer
        lifetimeSeconds = configuration.refreshSeconds
        self.queue = queue
        workers = RequestWorkers(
            named: "sessions",
            limit: configuration.hashQueueLimit,
            database: database,
            history: history,
            failure: IdentityReader.failure,
            complete: complete
        )
    }

    /// `token` is a refresh token of this generation; returns false if too many requests wait.
    package func refresh(_ token: TokenPayload, generation: Int64, _ origin: RequestOrigin) -> Bool
    {
        workers.submit(origin.ticket) { [self] database in
            let grant = TokenGrant(
                issuer: issuer,
                user: token.user,
                roles: try reader.standing(of: token.user, &database).roles,
                session: .refreshed(token.session, generation: generation + 1)
            )
            return origin.submit(
                RefreshSession(
                    token.session,
                    generation: generation,
                    lifetimeSeconds: lifetimeSeconds
                ),
                of: Actor(token.user),
                witness: token.place,
                for: .tokens(origin.ticket, grant),
                to: queue
            )
        }
    }

    /// Finishes the accepted requests, and ends the thread.
    package func close() {
        workers.close()
    }
}

import API
import Commands
import EventStore
import Events
import HTTP
import Model
import Postgres
import Runtime
import Settings
import Writer

/// Refreshes sessions: looks up the user's present roles, and passes the command to the writer.
package final class SessionWorkers: Sendable {
    private let workers: RequestWorkers
    private let reader: IdentityReader
    private let issuer: TokenIssuer
    private let lifetimeSeconds: Int
    private let clock: ServiceClock
    private let queue: CommandQueue<Caller>

    /// `complete` is called on the workers' thread.
    package init(
        database: ConnectionOptions,
        history: HistoryBoard,
        configuration: Configuration,
        clock: ServiceClock,
        claims: ClaimHasher,
        issuer: TokenIssuer,
        queue: CommandQueue<Caller>,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        reader = IdentityReader(claims)
        self.issuer = issuer
        self.clock = clock
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
            let issuedAt = clock.unixMicroseconds
            var grant = TokenGrant(
                issuer: issuer,
                user: token.user,
                roles: try reader.standing(of: token.user, &database).roles,
                session: .refreshed(
                    token.session,
                    generation: generation + 1,
                    issuedAt: issuedAt / 1_000_000
                )
            )
            grant.repeats = { [grant] ticket, epoch in
                self.refreshAgain(token, generation: generation + 1, grant, epoch, ticket)
            }
            return origin.submit(
                RefreshSession(
                    token.session,
                    generation: generation,
                    lifetimeSeconds: lifetimeSeconds,
                    issuedAt: Timestamp(microseconds: issuedAt)
                ),
                of: Actor(token.user),
                witness: token.place,
                for: .tokens(origin.ticket, grant),
                to: queue
            )
        }
    }

    /// Answers with the tokens of this generation again, which the session's event in the log
    /// makes.
    private func refreshAgain(
        _ token: TokenPayload,
        generation: Int64,
        _ grant: TokenGrant,
        _ epoch: EpochID?,
        _ ticket: Ticket
    ) -> Bool {
        workers.submit(ticket) { [self] database in
            guard
                let refresh = try reader.refresh(of: token.session, generation, &database)
            else { return Response(TokenGrant.refreshDenied) }
            return issuer.response(
                token.user,
                grant.roles,
                token.session,
                generation: generation,
                for: LogPlace(refresh.position, in: epoch),
                issuedAt: refresh.issuedAt.microseconds / 1_000_000
            )
        }
    }

    /// Finishes the accepted requests, and ends the thread.
    package func close() {
        workers.close()
    }
}

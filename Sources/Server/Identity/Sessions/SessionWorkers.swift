import API
import Commands
import Events
import HTTP
import Model
import Postgres
import Runtime
import Settings

/// Refreshes sessions: looks up what the user may do by now, on a thread of its own, and passes the
/// command on to the writer.
package final class SessionWorkers: Sendable {
    package static let overloaded = Problem.overloaded(
        "Too many sessions are being refreshed. Try again."
    )
    package static let worthless = Problem(
        .unauthorized,
        "The refresh token is not valid, or not any more. Sign in again."
    )

    private let pool: WorkerPool<DatabaseHandle>
    private let reader: IdentityReader
    private let issuer: TokenIssuer
    private let lifetimeSeconds: Int
    private let queue: CommandQueue<Caller>
    private let complete: @Sendable ([Completion]) -> Void

    /// `complete` is called on the desk's thread.
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
        self.complete = complete
        pool = WorkerPool(named: "sessions", threads: 1, limit: configuration.hashQueueLimit) {
            DatabaseHandle(database, of: history)
        }
    }

    /// `token` is a refresh token's; false if too many wait.
    package func refresh(_ token: TokenPayload, generation: Int64, _ origin: RequestOrigin) -> Bool
    {
        pool.submit { [self] session in
            let answer: Response?
            do {
                let standing = try reader.standing(of: token.user, &session)
                answer = hand(token, generation, standing.roles, origin)
            } catch {
                answer = Response(identityFailure: error)
            }
            if let answer { complete([Completion(ticket: origin.ticket, response: answer)]) }
        }
    }

    /// Finishes what was taken, and ends the thread.
    package func close() {
        pool.close()
    }

    /// An answer only if the writer has no room.
    private func hand(
        _ token: TokenPayload,
        _ generation: Int64,
        _ roles: [Role],
        _ origin: RequestOrigin
    ) -> Response? {
        let grant = TokenGrant(
            issuer: issuer,
            user: token.user,
            roles: roles,
            session: .refreshed(token.session, generation: generation + 1)
        )
        let submission = Submission<Caller>(
            RefreshSession(
                token.session,
                generation: generation,
                lifetimeSeconds: lifetimeSeconds
            ),
            id: origin.id,
            actor: Actor(token.user),
            witness: token.place,
            receivedAt: .now,
            correlation: origin.correlation,
            ticket: .tokens(origin.ticket, grant)
        )
        guard queue.submit([submission]) == 0 else { return nil }
        return Response(.overloaded("Too many commands wait. Try again later."))
    }
}

import API
import Commands
import EventStore
import Events
import HTTP
import Model

/// The tokens that follow once a session has begun or was refreshed.
package struct TokenGrant: Sendable {
    enum Session: Sendable {
        /// Its id is the position of the event that begins it.
        case begun
        /// `generation` is that of the refresh token to be given.
        case refreshed(SessionID, generation: Int64)
    }

    let issuer: TokenIssuer
    package let user: UserID
    let roles: [Role]
    let session: Session

    /// `epoch` is the one that the outcome was decided in.
    package func answer(_ outcome: Outcome, in epoch: EpochID?) -> Response {
        switch (outcome, session) {
        case (.done(let position, _, _), .begun):
            issuer.answer(
                user,
                roles,
                SessionID(createdAt: position),
                generation: 1,
                for: LogPlace(position, in: epoch)
            )
        case (.done(let position, _, _), .refreshed(let session, let generation)):
            issuer.answer(
                user,
                roles,
                session,
                generation: generation,
                for: LogPlace(position, in: epoch)
            )
        // The password was changed, or the user deleted, while the old one was being checked.
        case (.rejected, .begun), (.notFound, .begun): Response(PasswordWorkers.wrong)
        case (.rejected, .refreshed), (.notFound, .refreshed), (.forbidden, .refreshed):
            Response(SessionWorkers.worthless)
        case (.forbidden, .begun), (.keyReused, _), (.unknown, _), (.unavailable, _),
            (.sessionLost, _), (.distrusted, _):
            Response(outcome, in: epoch)
        }
    }
}

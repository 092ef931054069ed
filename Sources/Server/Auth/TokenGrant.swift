import Commands
import Events
import HTTP

/// The tokens that follow once a session has begun or was refreshed.
struct TokenGrant: Sendable {
    enum Session: Sendable {
        /// Its id is the position of the event that begins it.
        case begun
        /// `generation` is that of the refresh token to be given.
        case refreshed(SessionID, generation: Int64)
    }

    let issuer: TokenIssuer
    let user: UserID
    let roles: [Role]
    let session: Session

    func answer(_ outcome: Outcome) -> Response {
        switch (outcome, session) {
        case (.done(let position, _, _), .begun):
            issuer.answer(user, roles, SessionID(createdAt: position), generation: 1)
        case (.done, .refreshed(let session, let generation)):
            issuer.answer(user, roles, session, generation: generation)
        // The password was changed, or the user deleted, while the old one was being checked.
        case (.rejected, .begun), (.notFound, .begun): Response(PasswordDesk.wrong)
        case (.rejected, .refreshed), (.notFound, .refreshed), (.forbidden, .refreshed):
            Response(SessionDesk.worthless)
        case (.forbidden, .begun), (.keyReused, _), (.distrusted, _), (.unknown, _),
            (.unavailable, _):
            Response(outcome)
        }
    }
}

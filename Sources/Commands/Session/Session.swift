import Events
import Model

/// A sign-in as decisions see it.
///
/// Over once it has ended or expired, or when `User.hasEnded` says so.
struct Session: Entity {
    /// Nil for a session that does not exist.
    private(set) var user: UserID?
    /// Of the one refresh token that is still good.
    private(set) var generation: Int64 = 0
    private var expiresAt = Timestamp(microseconds: 0)
    private var isEnded = false

    /// Whether it could be refreshed at `now`, as far as the session itself knows.
    func isOpen(at now: Timestamp) -> Bool { !isEnded && now < expiresAt }

    mutating func evolve(_ event: SessionEvent) {
        switch event {
        case .started(let started):
            user = started.user
            generation = 1
            expiresAt = started.expiresAt
        case .refreshed(let refreshed):
            generation = refreshed.generation
            expiresAt = refreshed.expiresAt
        case .ended: isEnded = true
        }
    }

    static func change(in event: Event) -> SessionEvent? {
        if case .session(let change) = event { change } else { nil }
    }
}

extension WriteModel {
    /// A session of the user that is not over.
    ///
    /// Throws not found, forbidden for another's, or `session-ended`.
    borrowing func session(
        _ id: SessionID,
        of user: UserID,
        at now: Timestamp
    ) throws(Refusal) -> Session {
        guard let session = sessions[id], let owner = session.user
        else { throw .notFound(.session) }
        guard owner == user else { throw .forbidden }
        guard session.isOpen(at: now), users[user]?.hasEnded(id) == false
        else { throw .rejected(.sessionEnded) }
        return session
    }
}

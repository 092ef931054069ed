import Events
import Model

/// A sign-in as decisions see it.
///
/// The session is over once it has ended or expired, or when `User.hasEnded` returns true.
struct Session: Entity {
    /// Nil for a session that does not exist.
    private(set) var user: UserID?
    /// The generation of the one refresh token that is still valid.
    private(set) var generation: Int64 = 0
    private var expiresAt = Timestamp(microseconds: 0)
    private var isEnded = false

    /// Whether it can be refreshed at `now`, as far as the session itself knows.
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
    /// Returns a session of the user that is not over.
    ///
    /// Throws not found, `forbidden` for another user's session, or `session-ended`.
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

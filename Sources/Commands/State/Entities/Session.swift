import Events
import Model

/// A sign-in as decisions see it.
///
/// The session is over once it has ended or expired, or when `User.hasEnded` returns true.
package struct Session: Entity {
    /// For so long after its use a refresh token gets the same answer.
    private static let repeatSeconds = 10

    /// Nil for a session that does not exist.
    private(set) var user: UserID?
    /// The generation of the one refresh token that is still valid.
    package private(set) var generation: Int64 = 0
    private var expiresAt = Timestamp(microseconds: 0)
    /// The time on the tokens of the last refresh.
    private var refreshedAt: Timestamp?
    private(set) var isEnded = false

    package init() {}

    /// Whether it can be refreshed at `now`, as far as the session itself knows.
    func isOpen(at now: Timestamp) -> Bool { !isEnded && now < expiresAt }

    /// Whether the token of a generation was used so lately that it gets the same answer again: the
    /// first may have been lost, or two tabs may have asked at once.
    ///
    /// The lifetime of a session says nothing about it: it may have been another at the refresh.
    package func wasJustUsed(_ generation: Int64, at now: Timestamp) -> Bool {
        guard generation + 1 == self.generation, let refreshedAt else { return false }
        return now < refreshedAt.advanced(bySeconds: Self.repeatSeconds)
    }

    package mutating func evolve(_ event: SessionEvent) {
        switch event {
        case .started(let started):
            user = started.user
            generation = 1
            expiresAt = started.expiresAt
        case .refreshed(let refreshed):
            generation = refreshed.generation
            expiresAt = refreshed.expiresAt
            refreshedAt = refreshed.issuedAt
        case .ended: isEnded = true
        }
    }

    package static func change(in event: Event) -> SessionEvent? {
        if case .session(let change) = event { change } else { nil }
    }
}

extension WriteModel {
    /// Returns whether the actor's session has ended.
    ///
    /// A token is valid as long as its session has not ended, even if it could not be refreshed
    /// any more.
    package borrowing func hasEnded(_ session: SessionID, of actor: Actor) -> Bool {
        guard let user = actor.user else { return false }
        return sessions[session]?.isEnded == true || users[user]?.hasEnded(session) == true
    }

    /// Returns a session of the user that is not over.
    ///
    /// Throws not found, `forbidden` for another user's session, or `session-ended`.
    package borrowing func session(
        _ id: SessionID,
        of user: UserID,
        at now: Timestamp
    ) throws(Refusal) -> Session {
        guard let session = sessions[id], let owner = session.user
        else { throw .notFound(.session) }
        guard owner == user else { throw .forbidden(.owner) }
        guard session.isOpen(at: now), users[user]?.hasEnded(id) == false
        else { throw .rejected(.sessionEnded) }
        return session
    }
}

import Events
import Model

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

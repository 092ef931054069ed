import Events
import Model

extension WriteModel {
    /// A user who is there and not deleted.
    ///
    /// Throws not found or `user-deleted`.
    borrowing func active(_ id: UserID) throws(Refusal) -> User {
        guard let user = users[id], user.isRegistered else { throw .notFound(.user) }
        guard !user.isDeleted else { throw .rejected(.userDeleted) }
        return user
    }
}

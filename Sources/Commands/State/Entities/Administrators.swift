import Events
import Model

extension StreamList {
    /// Lists the user who acts, if one does, so that the decision sees the present rights.
    package mutating func appendActor() {
        if let user { append(.user(user)) }
    }

    /// Lists a user who may be an administrator and is about to stop being one, and if so all who
    /// might remain.
    package mutating func append(leaving user: UserID, _ model: borrowing WriteModel) {
        append(.user(user))
        if model.isAdministrator(user) { appendGrantees(model) }
    }
}

extension WriteModel {
    /// Returns whether the user is an administrator now, who can sign in.
    borrowing func isAdministrator(_ id: UserID) -> Bool {
        users[id].map { $0.roles.contains(.admin) && !$0.isDeleted } ?? false
    }

    /// Throws `forbidden` unless the system acts, or a user who still is an administrator: tokens
    /// and kept commands may be older than the loss of the role.
    package borrowing func requireAdministrator(_ actor: Actor) throws(Refusal) {
        guard actor == .system || actor.user.map({ isAdministrator($0) }) == true
        else { throw .forbidden(.administrator) }
    }

    /// Throws `last-administrator` if the user is the only administrator who can sign in.
    ///
    /// Nobody could give the role back. The command has listed the user by `append(leaving:)`.
    package borrowing func requireAdministrator(besides user: UserID) throws(Refusal) {
        guard isAdministrator(user) else { return }
        for other in grantees ?? [] where other != user && isAdministrator(other) { return }
        throw .rejected(.lastAdministrator)
    }
}

import Events
import Model

/// Gives a user a role; the caller has checked that the actor may.
package struct GrantRole: Command {
    let recipient: Recipient
    let role: Role

    package init(to recipient: Recipient, role: Role) {
        self.recipient = recipient
        self.role = role
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        if let user = recipient.resolve(model, &streams) { streams.append(.user(user)) }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard let id = recipient.resolve(model), let user = model.users[id], user.isRegistered
        else { throw .notFound(.user) }
        guard !user.roles.contains(role) else { throw .rejected(.roleAlreadyGranted) }
        return Decision([.user(id, .roleGranted(RoleGranted(role: role)))])
    }
}

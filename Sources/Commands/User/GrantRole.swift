import Events
import Model

/// Gives a user a role.
///
/// The caller has checked that the actor may: the service itself does.
package struct GrantRole: Command {
    let recipient: Recipient
    let role: Role

    package init(to recipient: Recipient, role: Role) {
        self.recipient = recipient
        self.role = role
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        recipient.reads(into: &streams)
        if let user = recipient.resolve(model) { streams.append(.user(user)) }
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        guard let id = recipient.resolve(model), let user = model.users[id], user.isRegistered
        else { throw .notFound(.user) }
        guard !user.roles.contains(role) else { throw .rejected(.roleAlreadyGranted) }
        return Decision([NewEvent(.user(id), .user(.roleGranted(RoleGranted(role: role))))])
    }
}

import Entities
import Events
import Model

/// Any command that only an administrator may send: it is refused with `forbidden` unless its actor
/// is one when it is decided.
///
/// A token or a kept command may be older than the loss of the role, and a node may not have
/// followed the log to it yet.
package struct AdministratorCommand: Command {
    let command: any Command

    package init(_ command: any Command) { self.command = command }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.appendActor()
        command.reads(model, &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try model.requireAdministrator(call.actor)
        return try command.decide(model, call)
    }
}

/// Gives a user a role.
package struct GrantRole: Command {
    let recipient: Recipient
    let role: Role

    package init(to recipient: Recipient, role: Role) {
        self.recipient = recipient
        self.role = role
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.appendActor()
        if let user = recipient.resolve(model, &streams) { streams.append(.user(user)) }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try model.requireAdministrator(call.actor)
        let (id, user) = try model.unerased(recipient.resolve(model))
        guard !user.isDeleted else { throw .rejected(.userDeleted) }
        guard !user.roles.contains(role) else { throw .rejected(.roleAlreadyGranted) }
        return Decision([.user(id, .roleGranted(RoleGranted(role: role)))])
    }
}

/// Takes a user's role, and ends the user's sessions.
///
/// Administrators can't take their own role, and of two who take each other's at once only the
/// first still is an administrator. The last administrator's is not taken.
package struct RevokeRole: Command {
    let recipient: Recipient
    let role: Role

    package init(of recipient: Recipient, role: Role) {
        self.recipient = recipient
        self.role = role
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.appendActor()
        if let user = recipient.resolve(model, &streams) { streams.append(leaving: user, model) }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try model.requireAdministrator(call.actor)
        let (id, user) = try model.registered(recipient.resolve(model))
        guard call.actor.user != id else { throw .rejected(.ownUser) }
        guard user.roles.contains(role) else { throw .rejected(.roleNotGranted) }
        try model.requireAdministrator(besides: id)
        let revoked = RoleRevoked(role: role, endedBefore: SessionID(createdAt: call.next))
        return Decision([.user(id, .roleRevoked(revoked))])
    }
}

/// Ends a user's sessions: those of the actor except the one that sends it, or, by an
/// administrator, all of another user.
package struct EndSessions: Command {
    let user: UserID
    let kept: SessionID?

    /// `kept` is a session of the user that continues.
    package init(of user: UserID, keeping kept: SessionID? = nil) {
        self.user = user
        self.kept = kept
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.appendActor()
        streams.append(.user(user))
        if let kept { streams.append(.session(kept)) }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        if call.actor.user != user { try model.requireAdministrator(call.actor) }
        _ = try model.active(user)
        if let kept { _ = try model.session(kept, of: user, at: call.now) }
        let ended = SessionsEnded(endedBefore: SessionID(createdAt: call.next), kept: kept)
        return Decision([.user(user, .sessionsEnded(ended))])
    }
}

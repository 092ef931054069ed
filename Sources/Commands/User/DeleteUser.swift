import Entities
import Events
import Model

/// Deletes the actor as a user, until an administrator restores them: no sign-in, no session, and
/// the account closed; balance and history stay.
///
/// The last administrator is not deleted.
package struct DeleteUser: Command {
    package init() {}

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        guard let user = streams.user else { return }
        Self.reads(user, model, &streams)
    }

    /// Lists what a deletion looks at, by the user or by another.
    static func reads(
        _ user: UserID,
        _ model: borrowing WriteModel,
        _ streams: inout StreamList
    ) {
        streams.append(leaving: user, model)
        streams.append(.account(AccountID(of: user)))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try Self.decision(try call.user, model, call)
    }

    /// Decides the deletion, by the user or by an administrator.
    static func decision(
        _ user: UserID,
        _ model: borrowing WriteModel,
        _ call: Call
    ) throws(Refusal) -> Decision {
        _ = try model.active(user)
        try model.requireAdministrator(besides: user)
        return Decision(events(user, at: call.next))
    }

    /// `position` is the position of the first event.
    static func events(_ user: UserID, at position: LogPosition) -> [NewEvent] {
        let deleted = UserDeleted(endedBefore: SessionID(createdAt: position))
        return [
            .user(user, .deleted(deleted)),
            .account(AccountID(of: user), .closed),
        ]
    }
}

/// Deletes a user as `DeleteUser` does, on behalf of an administrator.
///
/// Administrators can't delete themselves this way, so that a slip does not lock them out.
package struct DeleteOtherUser: Command {
    let user: UserID

    package init(_ user: UserID) { self.user = user }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.appendActor()
        DeleteUser.reads(user, model, &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try model.requireAdministrator(call.actor)
        _ = try model.registered(user)
        guard call.actor.user != user else { throw .rejected(.ownUser) }
        _ = try model.unerased(user)
        return try DeleteUser.decision(user, model, call)
    }
}

/// Erases a user's personal data for good, and deletes the user if that has not happened yet.
///
/// Balance and history stay, under the user's id. The last administrator is not erased.
package struct EraseUser: Command {
    let recipient: Recipient

    package init(_ recipient: Recipient) { self.recipient = recipient }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.appendActor()
        guard let user = recipient.resolve(model, &streams) else { return }
        DeleteUser.reads(user, model, &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try model.requireAdministrator(call.actor)
        let (id, user) = try model.unerased(recipient.resolve(model))
        try model.requireAdministrator(besides: id)
        var events = user.isDeleted ? [] : DeleteUser.events(id, at: call.next)
        events.append(.user(id, .erased))
        return Decision(events, location: .user(id), person: .erased(id))
    }
}

/// Lets a deleted user sign in again and reopens the account.
///
/// Sessions that the deletion ended stay ended.
package struct RestoreUser: Command {
    let user: UserID

    package init(_ user: UserID) { self.user = user }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.appendActor()
        streams.append(.user(user), .account(AccountID(of: user)))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try model.requireAdministrator(call.actor)
        guard try model.unerased(user).user.isDeleted else { throw .rejected(.userNotDeleted) }
        return Decision([
            .user(user, .restored),
            .account(AccountID(of: user), .reopened),
        ])
    }
}

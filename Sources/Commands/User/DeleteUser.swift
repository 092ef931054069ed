import Events
import Model

/// Deletes the actor as a user, until an administrator restores them: no sign-in, no session, and
/// the account closed; balance and history stay.
package struct DeleteUser: Command {
    package init() {}

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        guard let user = streams.user else { return }
        streams.append(.user(user), .account(AccountID(of: user)))
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
/// The caller has checked that the actor may. Administrators can't delete themselves this way, so
/// that a slip does not lock them out.
package struct DeleteOtherUser: Command {
    let user: UserID

    package init(_ user: UserID) { self.user = user }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.user(user), .account(AccountID(of: user)))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard let state = model.users[user], state.isRegistered else { throw .notFound(.user) }
        guard call.actor.user != user else { throw .rejected(.ownUser) }
        guard !state.isErased else { throw .rejected(.userErased) }
        return try DeleteUser.decision(user, model, call)
    }
}

/// Erases a user's personal data for good, and deletes the user if that has not happened yet.
///
/// The caller has checked that the actor may. Balance and history stay, under the user's id.
package struct EraseUser: Command {
    let recipient: Recipient

    package init(_ recipient: Recipient) { self.recipient = recipient }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        guard let user = recipient.resolve(model, &streams) else { return }
        streams.append(.user(user), .account(AccountID(of: user)))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let (id, user) = try model.unerased(recipient.resolve(model))
        var events = user.isDeleted ? [] : DeleteUser.events(id, at: call.next)
        events.append(.user(id, .erased))
        return Decision(events, location: .user(id), person: .erased(id))
    }
}

/// Lets a deleted user sign in again and reopens the account.
///
/// The caller has checked that the actor may. Sessions that the deletion ended stay ended.
package struct RestoreUser: Command {
    let user: UserID

    package init(_ user: UserID) { self.user = user }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.user(user), .account(AccountID(of: user)))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard try model.unerased(user).user.isDeleted else { throw .rejected(.userNotDeleted) }
        return Decision([
            .user(user, .restored),
            .account(AccountID(of: user), .reopened),
        ])
    }
}

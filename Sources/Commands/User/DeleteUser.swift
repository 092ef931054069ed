import Events
import Model

/// Deletes the actor as a user, until an administrator restores them: no sign-in, no session, and
/// the account closed.
///
/// Balance and history stay.
package struct DeleteUser: Command {
    package init() {}

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        guard let user = actor.user else { return }
        streams.append(.user(user))
        streams.append(.account(AccountID(of: user)))
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        try Self.decision(try context.user, model, context)
    }

    /// Whoever deletes the user.
    static func decision(
        _ user: UserID,
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        _ = try model.active(user)
        return Decision(events(user, at: context.next))
    }

    /// `position` is where the first will stand.
    static func events(_ user: UserID, at position: LogPosition) -> [NewEvent] {
        let deleted = UserDeleted(endedBefore: SessionID(createdAt: position))
        return [
            NewEvent(.user(user), .user(.deleted(deleted))),
            NewEvent(.account(AccountID(of: user)), .account(.closed)),
        ]
    }
}

/// Deletes a user as `DeleteUser` does, in the name of an administrator.
///
/// The caller has checked that the actor may. Nobody deletes himself this way: it would shut the
/// administrator out by a slip of the hand.
package struct DeleteOtherUser: Command {
    let user: UserID

    package init(_ user: UserID) {
        self.user = user
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.user(user))
        streams.append(.account(AccountID(of: user)))
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        guard let state = model.users[user], state.isRegistered else { throw .notFound(.user) }
        guard context.actor.user != user else { throw .rejected(.ownUser) }
        guard !state.isErased else { throw .rejected(.userErased) }
        return try DeleteUser.decision(user, model, context)
    }
}

/// Deletes a user's personal data for good, and the user, if that has not happened yet.
///
/// The caller has checked that the actor may. Balance and history stay, under the user's id.
package struct EraseUser: Command {
    let recipient: Recipient

    package init(_ recipient: Recipient) {
        self.recipient = recipient
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        recipient.reads(into: &streams)
        guard let user = recipient.resolve(model) else { return }
        streams.append(.user(user))
        streams.append(.account(AccountID(of: user)))
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        guard let id = recipient.resolve(model), let user = model.users[id], user.isRegistered
        else { throw .notFound(.user) }
        guard !user.isErased else { throw .rejected(.userErased) }
        var events = user.isDeleted ? [] : DeleteUser.events(id, at: context.next)
        events.append(NewEvent(.user(id), .user(.erased)))
        return Decision(events, location: .user(id), person: .erased(id))
    }
}

/// Lets a deleted user sign in again and reopens the account.
///
/// The caller has checked that the actor may. Sessions that the deletion ended stay ended.
package struct RestoreUser: Command {
    let user: UserID

    package init(_ user: UserID) {
        self.user = user
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.user(user))
        streams.append(.account(AccountID(of: user)))
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        guard let state = model.users[user], state.isRegistered else { throw .notFound(.user) }
        guard !state.isErased else { throw .rejected(.userErased) }
        guard state.isDeleted else { throw .rejected(.userNotDeleted) }
        return Decision([
            NewEvent(.user(user), .user(.restored)),
            NewEvent(.account(AccountID(of: user)), .account(.reopened)),
        ])
    }
}

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

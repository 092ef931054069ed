import Events
import Model

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

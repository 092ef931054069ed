import Events
import Model

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

import Events
import Model

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

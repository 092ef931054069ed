import Events
import Model

/// Gives the actor another password and ends every other session of theirs.
package struct ChangePassword: Command {
    let passwordHash: String
    let kept: SessionID?
    let passwordChanges: Int64

    /// `passwordHash` as in `Person`; `kept` is the session that asks and goes on.
    ///
    /// `passwordChanges` is that of the `Person` whose password was checked: of two changes checked
    /// against the same old password one is refused with `password-changed`.
    package init(passwordHash: String, keeping kept: SessionID?, passwordChanges: Int64) {
        self.passwordHash = passwordHash
        self.kept = kept
        self.passwordChanges = passwordChanges
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        if let user = actor.user { streams.append(.user(user)) }
        if let kept { streams.append(.session(kept)) }
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let id = try context.user
        let user = try model.active(id)
        if let kept { _ = try model.session(kept, of: id, at: context.now) }
        guard user.passwordChanges == passwordChanges else { throw .rejected(.passwordChanged) }
        let changed = PasswordChanged(
            endedBefore: SessionID(createdAt: context.next),
            kept: kept
        )
        return Decision(
            [NewEvent(.user(id), .user(.passwordChanged(changed)))],
            person: .passwordChanged(id, passwordHash: passwordHash)
        )
    }
}

/// A change of password whose old one was found wrong: refused by the writer, so that the answer has
/// a position, and a receipt under its key, as any other.
package struct RefusePasswordChange: Command {
    package init() {}

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {}

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        throw .rejected(.wrongPassword)
    }
}

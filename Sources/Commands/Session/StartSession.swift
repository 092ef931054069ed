import Events
import Model

/// Signs a user in, whose password the caller has checked.
///
/// Decides one event, so the position of `Outcome.done` is the `SessionID`; its refresh token has
/// generation 1.
package struct StartSession: Command {
    let user: UserID
    let passwordChanges: Int64
    let lifetimeSeconds: Int

    /// `passwordChanges` is that of the `Person` whose password was checked: after another change it
    /// is `password-changed`, so that an old password opens no session that outlives it.
    package init(_ user: UserID, passwordChanges: Int64, lifetimeSeconds: Int) {
        self.user = user
        self.passwordChanges = passwordChanges
        self.lifetimeSeconds = lifetimeSeconds
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.user(user))
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let state = try model.active(user)
        guard state.passwordChanges == passwordChanges else { throw .rejected(.passwordChanged) }
        let started = SessionStarted(
            user: user,
            expiresAt: context.now.advanced(bySeconds: lifetimeSeconds)
        )
        let session = SessionID(createdAt: context.next)
        return Decision([NewEvent(.session(session), .session(.started(started)))])
    }
}

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

/// Uses a refresh token of the actor's for the next one.
///
/// One that was used before may have been stolen, by whoever comes now or by whoever came first: it
/// ends the session, and is refused.
package struct RefreshSession: Command {
    let session: SessionID
    let generation: Int64
    let lifetimeSeconds: Int

    /// `generation` is that of the token that came; the next one has the generation after it.
    package init(_ session: SessionID, generation: Int64, lifetimeSeconds: Int) {
        self.session = session
        self.generation = generation
        self.lifetimeSeconds = lifetimeSeconds
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.session(session))
        if let user = actor.user { streams.append(.user(user)) }
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let user = try context.user
        let state = try model.session(session, of: user, at: context.now)
        guard state.generation == generation else {
            let ended = SessionEnded(user: user, reason: .tokenReused)
            return Decision(
                [NewEvent(.session(session), .session(.ended(ended)))],
                refusal: .refreshTokenReused
            )
        }
        let refreshed = SessionRefreshed(
            user: user,
            generation: generation + 1,
            expiresAt: context.now.advanced(bySeconds: lifetimeSeconds)
        )
        return Decision([NewEvent(.session(session), .session(.refreshed(refreshed)))])
    }
}

/// Signs the actor out of one session.
package struct EndSession: Command {
    let session: SessionID

    package init(_ session: SessionID) {
        self.session = session
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.session(session))
        if let user = actor.user { streams.append(.user(user)) }
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let user = try context.user
        _ = try model.session(session, of: user, at: context.now)
        let ended = SessionEnded(user: user, reason: .signedOut)
        return Decision([NewEvent(.session(session), .session(.ended(ended)))])
    }
}

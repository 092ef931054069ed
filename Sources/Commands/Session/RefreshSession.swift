import Events
import Model

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

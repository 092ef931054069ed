import Events
import Model

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

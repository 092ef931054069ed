import Entities
import Events
import Model

/// Signs a user in, whose password the caller has checked.
///
/// Decides one event, so the position of `Outcome.done` is the `SessionID`; its refresh token has
/// generation 1.
package struct StartSession: Command {
    let user: UserID
    let passwordChanges: Int64
    let renewedHash: String?
    let lifetimeSeconds: Int
    let details: SessionDetails?

    /// `renewedHash` is another hash of the checked password, if the stored one is outdated.
    ///
    /// `passwordChanges` is the count of the `Person` whose password was checked: after another
    /// change the command is refused with `password-changed`, so that an old password opens no
    /// session that outlives it.
    package init(
        _ user: UserID,
        passwordChanges: Int64,
        renewedHash: String? = nil,
        lifetimeSeconds: Int,
        details: SessionDetails? = nil
    ) {
        self.user = user
        self.passwordChanges = passwordChanges
        self.renewedHash = renewedHash
        self.lifetimeSeconds = lifetimeSeconds
        self.details = details
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.user(user))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let state = try model.active(user)
        guard state.passwordChanges == passwordChanges else { throw .rejected(.passwordChanged) }
        let started = SessionStarted(
            user: user,
            expiresAt: call.now.advanced(bySeconds: lifetimeSeconds)
        )
        let session = SessionID(createdAt: call.next)
        return Decision(
            [.session(session, .started(started))],
            person: details.map { .signedIn(session, user, $0) },
            renewal: renewedHash.map { .passwordRenewed(user, passwordHash: $0) }
        )
    }
}

/// Exchanges a refresh token of the actor for the next one.
///
/// A token that was used before may have been stolen, by the earlier caller or by this one: it is
/// refused, and the session ends. Only just after its use it is refused with `refresh-repeated`,
/// and the caller answers with the tokens that the log says were issued then.
package struct RefreshSession: Command {
    let session: SessionID
    let generation: Int64
    let lifetimeSeconds: Int
    let issuedAt: Timestamp?

    /// `generation` is the generation of the token sent; the next token has the generation after
    /// it.
    ///
    /// `issuedAt` is the time on the new tokens, from which they live; nil takes that of the
    /// decision.
    package init(
        _ session: SessionID,
        generation: Int64,
        lifetimeSeconds: Int,
        issuedAt: Timestamp? = nil
    ) {
        self.session = session
        self.generation = generation
        self.lifetimeSeconds = lifetimeSeconds
        self.issuedAt = issuedAt
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.session(session))
        if let user = streams.user { streams.append(.user(user)) }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        let state = try model.session(session, of: user, at: call.now)
        if state.wasJustUsed(generation, at: call.now) { throw .rejected(.refreshRepeated) }
        guard state.generation == generation else {
            let ended = SessionEnded(user: user, reason: .tokenReused)
            return Decision(
                [.session(session, .ended(ended))],
                person: .signedOut(session),
                refusal: .refreshTokenReused
            )
        }
        let issuedAt = issuedAt ?? call.now
        let refreshed = SessionRefreshed(
            user: user,
            generation: generation + 1,
            expiresAt: issuedAt.advanced(bySeconds: lifetimeSeconds),
            issuedAt: issuedAt
        )
        return Decision(
            [.session(session, .refreshed(refreshed))],
            person: .sessionUsed(session)
        )
    }
}

/// Signs the actor out of one session.
package struct EndSession: Command {
    let session: SessionID

    package init(_ session: SessionID) { self.session = session }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.session(session))
        if let user = streams.user { streams.append(.user(user)) }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        _ = try model.session(session, of: user, at: call.now)
        let ended = SessionEnded(user: user, reason: .signedOut)
        return Decision([.session(session, .ended(ended))], person: .signedOut(session))
    }
}

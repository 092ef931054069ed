import Events
import Model

/// A sign-in as decisions see it.
///
/// The session is over once it has ended or expired, or when `User.hasEnded` returns true.
struct Session: Entity {
    /// Nil for a session that does not exist.
    private(set) var user: UserID?
    /// The generation of the one refresh token that is still valid.
    private(set) var generation: Int64 = 0
    private var expiresAt = Timestamp(microseconds: 0)
    /// The time on the tokens of the last refresh.
    private var refreshedAt: Timestamp?
    private(set) var isEnded = false

    /// Whether it can be refreshed at `now`, as far as the session itself knows.
    func isOpen(at now: Timestamp) -> Bool { !isEnded && now < expiresAt }

    /// Whether the token of a generation was used so lately that it gets the same answer again: the
    /// first may have been lost, or two tabs may have asked at once.
    ///
    /// The lifetime of a session says nothing about it: it may have been another at the refresh.
    func wasJustUsed(_ generation: Int64, at now: Timestamp) -> Bool {
        guard generation + 1 == self.generation, let refreshedAt else { return false }
        return now < refreshedAt.advanced(bySeconds: RefreshSession.repeatSeconds)
    }

    mutating func evolve(_ event: SessionEvent) {
        switch event {
        case .started(let started):
            user = started.user
            generation = 1
            expiresAt = started.expiresAt
        case .refreshed(let refreshed):
            generation = refreshed.generation
            expiresAt = refreshed.expiresAt
            refreshedAt = refreshed.issuedAt
        case .ended: isEnded = true
        }
    }

    static func change(in event: Event) -> SessionEvent? {
        if case .session(let change) = event { change } else { nil }
    }
}

extension WriteModel {
    /// Returns whether the actor's session has ended.
    ///
    /// A token is valid as long as its session has not ended, even if it could not be refreshed
    /// any more.
    package borrowing func hasEnded(_ session: SessionID, of actor: Actor) -> Bool {
        guard let user = actor.user else { return false }
        return sessions[session]?.isEnded == true || users[user]?.hasEnded(session) == true
    }

    /// Returns a session of the user that is not over.
    ///
    /// Throws not found, `forbidden` for another user's session, or `session-ended`.
    borrowing func session(
        _ id: SessionID,
        of user: UserID,
        at now: Timestamp
    ) throws(Refusal) -> Session {
        guard let session = sessions[id], let owner = session.user
        else { throw .notFound(.session) }
        guard owner == user else { throw .forbidden(.owner) }
        guard session.isOpen(at: now), users[user]?.hasEnded(id) == false
        else { throw .rejected(.sessionEnded) }
        return session
    }
}

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
    /// For so long after its use a token gets the same answer.
    package static let repeatSeconds = 10

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

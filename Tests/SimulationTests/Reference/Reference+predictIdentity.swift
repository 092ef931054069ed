import Entities
import Events

@testable import Model

extension Reference {
    func predict(_ intent: IdentityIntent, by actor: Actor, at now: Timestamp) -> Prediction {
        switch intent {
        case .signIn(let user, let changes): signIn(user, changes, now)
        case .refresh(let session, let generation): refresh(session, generation, by: actor, now)
        case .signOut(let session):
            open(session, by: actor, now) ?? end(session, by: actor, .signedOut)
        case .changePassword(let kept, let changes):
            changePassword(kept, changes, by: actor, now)
        case .revokeRole(let user): revokeRole(user, by: actor)
        case .endSessions(let user, let kept): endSessions(user, kept, by: actor, now)
        case .issueReset(let user, let code): issueReset(user, code, by: actor)
        case .redeemReset(let user, let code): redeemReset(user, code, now)
        case .delete: delete(by: actor)
        case .deleteOther(let user): deleteOther(user, by: actor)
        case .restore(let user): restore(user, by: actor)
        case .erase(let user): erase(user, by: actor)
        case .eraseByName(let name): erase(names[Intent.username(name)], by: actor)
        }
    }

    private func signIn(_ user: UserID, _ changes: Int64, _ now: Timestamp) -> Prediction {
        guard users.contains(user) else { return .notFound }
        if identity.deleted.contains(user) { return .rejected("user-deleted") }
        if changes != identity.passwordChanges[user] ?? 0 { return .rejected("password-changed") }
        let started = SessionStarted(user: user, expiresAt: deadline(now))
        return .done(
            [NewEvent(.session(SessionID(next)), .session(.started(started)))],
            location: nil
        )
    }

    /// The refusal if the session can't be used.
    private func open(_ id: SessionID, by actor: Actor, _ now: Timestamp) -> Prediction? {
        guard let user = actor.user else { return .forbidden(.user) }
        guard let session = identity.sessions[id] else { return .notFound }
        if session.user != user { return .forbidden(.owner) }
        return session.isOver || session.deadline <= now ? .rejected("session-ended") : nil
    }

    private func refresh(
        _ id: SessionID,
        _ generation: Int64,
        by actor: Actor,
        _ now: Timestamp
    ) -> Prediction {
        if let obstacle = open(id, by: actor, now) { return obstacle }
        guard let session = identity.sessions[id] else { return .notFound }
        if generation + 1 == session.generation, let used = session.refreshedAt,
            now < used.advanced(bySeconds: 10)
        {
            return .rejected("refresh-repeated")
        }
        guard session.generation == generation else {
            let ended = SessionEnded(user: session.user, reason: .tokenReused)
            return .refused(
                [NewEvent(.session(id), .session(.ended(ended)))],
                "refresh-token-reused"
            )
        }
        let refreshed = SessionRefreshed(
            user: session.user,
            generation: generation + 1,
            expiresAt: deadline(now),
            issuedAt: now
        )
        return .done([NewEvent(.session(id), .session(.refreshed(refreshed)))], location: nil)
    }

    private func end(_ id: SessionID, by actor: Actor, _ reason: SessionEndReason) -> Prediction {
        let ended = SessionEnded(user: UserID(actor.rawValue), reason: reason)
        return .done([NewEvent(.session(id), .session(.ended(ended)))], location: nil)
    }

    private func changePassword(
        _ kept: SessionID?,
        _ changes: Int64,
        by actor: Actor,
        _ now: Timestamp
    ) -> Prediction {
        guard let user = actor.user else { return .forbidden(.user) }
        guard users.contains(user) else { return .notFound }
        if identity.deleted.contains(user) { return .rejected("user-deleted") }
        if let kept, let obstacle = open(kept, by: actor, now) { return obstacle }
        if changes != identity.passwordChanges[user] ?? 0 { return .rejected("password-changed") }
        let changed = PasswordChanged(endedBefore: SessionID(next), kept: kept)
        return .done([NewEvent(.user(user), .user(.passwordChanged(changed)))], location: nil)
    }

    private func isAdministrator(_ user: UserID) -> Bool {
        admins.contains(user) && !identity.deleted.contains(user)
    }

    func mayAdminister(_ actor: Actor) -> Bool {
        actor == .system || actor.user.map { isAdministrator($0) } ?? false
    }

    private func isLastAdministrator(_ user: UserID) -> Bool {
        admins.filter { isAdministrator($0) } == [user]
    }

    private func revokeRole(_ user: UserID, by actor: Actor) -> Prediction {
        guard mayAdminister(actor) else { return .forbidden(.administrator) }
        guard users.contains(user) else { return .notFound }
        if actor.user == user { return .rejected("own-user") }
        guard admins.contains(user) else { return .rejected("role-not-granted") }
        if isLastAdministrator(user) { return .rejected("last-administrator") }
        let revoked = RoleRevoked(role: .admin, endedBefore: SessionID(next))
        return .done([NewEvent(.user(user), .user(.roleRevoked(revoked)))], location: nil)
    }

    private func endSessions(
        _ user: UserID,
        _ kept: SessionID?,
        by actor: Actor,
        _ now: Timestamp
    ) -> Prediction {
        guard actor.user == user || mayAdminister(actor) else { return .forbidden(.administrator) }
        guard users.contains(user) else { return .notFound }
        if identity.deleted.contains(user) { return .rejected("user-deleted") }
        if let kept, let obstacle = open(kept, by: Actor(user), now) { return obstacle }
        let ended = SessionsEnded(endedBefore: SessionID(next), kept: kept)
        return .done([NewEvent(.user(user), .user(.sessionsEnded(ended)))], location: nil)
    }

    private func issueReset(_ user: UserID, _ code: UInt64, by actor: Actor) -> Prediction {
        guard mayAdminister(actor) else { return .forbidden(.administrator) }
        guard users.contains(user) else { return .notFound }
        if actor.user == user { return .rejected("own-user") }
        if identity.deleted.contains(user) { return .rejected("user-deleted") }
        let issued = PasswordResetIssued(
            code: IdentityIntent.code(code),
            expiresAt: IdentityIntent.resetDeadline
        )
        return .done(
            [NewEvent(.user(user), .user(.passwordResetIssued(issued)))],
            location: "/users/\(user.rawValue)"
        )
    }

    private func redeemReset(_ user: UserID, _ code: UInt64, _ now: Timestamp) -> Prediction {
        guard let reset = identity.resets[user], reset.code == IdentityIntent.code(code),
            now < reset.expiresAt
        else { return .rejected("code-invalid") }
        let changed = PasswordChanged(endedBefore: SessionID(next), kept: nil)
        return .done([NewEvent(.user(user), .user(.passwordChanged(changed)))], location: nil)
    }

    private func delete(by actor: Actor) -> Prediction {
        guard let user = actor.user else { return .forbidden(.user) }
        guard users.contains(user) else { return .notFound }
        if identity.deleted.contains(user) { return .rejected("user-deleted") }
        if isLastAdministrator(user) { return .rejected("last-administrator") }
        return .done(deletion(user), location: nil)
    }

    private func deleteOther(_ user: UserID, by actor: Actor) -> Prediction {
        guard mayAdminister(actor) else { return .forbidden(.administrator) }
        guard users.contains(user) else { return .notFound }
        if actor.user == user { return .rejected("own-user") }
        if identity.erased.contains(user) { return .rejected("user-erased") }
        if identity.deleted.contains(user) { return .rejected("user-deleted") }
        if isLastAdministrator(user) { return .rejected("last-administrator") }
        return .done(deletion(user), location: nil)
    }

    private func restore(_ user: UserID, by actor: Actor) -> Prediction {
        guard mayAdminister(actor) else { return .forbidden(.administrator) }
        guard users.contains(user) else { return .notFound }
        if identity.erased.contains(user) { return .rejected("user-erased") }
        if !identity.deleted.contains(user) { return .rejected("user-not-deleted") }
        return .done(
            [
                NewEvent(.user(user), .user(.restored)),
                NewEvent(.account(AccountID(user.rawValue)), .account(.reopened)),
            ],
            location: nil
        )
    }

    private func erase(_ user: UserID?, by actor: Actor) -> Prediction {
        guard mayAdminister(actor) else { return .forbidden(.administrator) }
        guard let user, users.contains(user) else { return .notFound }
        if identity.erased.contains(user) { return .rejected("user-erased") }
        if isLastAdministrator(user) { return .rejected("last-administrator") }
        let before = identity.deleted.contains(user) ? [] : deletion(user)
        return .done(
            before + [NewEvent(.user(user), .user(.erased))],
            location: "/users/\(user.rawValue)"
        )
    }

    private func deletion(_ user: UserID) -> [NewEvent] {
        let deleted = UserDeleted(endedBefore: SessionID(next))
        return [
            NewEvent(.user(user), .user(.deleted(deleted))),
            NewEvent(.account(AccountID(user.rawValue)), .account(.closed)),
        ]
    }

    private func deadline(_ now: Timestamp) -> Timestamp {
        now.advanced(bySeconds: IdentityIntent.lifetimeSeconds)
    }
}

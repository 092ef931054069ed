import Events

@testable import Model

extension Reference {
    mutating func fold(_ change: SessionEvent, _ id: SessionID, _ now: Timestamp) {
        switch change {
        case .started(let started):
            require(id.rawValue == position, "the id of a session is the position of its start")
            require(identity.sessions[id] == nil, "A1: a session starts once")
            require(
                users.contains(started.user) && !identity.deleted.contains(started.user),
                "M12: a deleted user can't sign in"
            )
            identity.sessions[id] = IdentityTables.SessionRow(
                user: started.user,
                deadline: started.expiresAt
            )
        case .refreshed(let refreshed):
            let session = identity.sessions[id]
            require(session?.isOver == false, "A1: a session that is over is not refreshed")
            require(
                session.map { now < $0.deadline } == true,
                "A1: an expired session is not refreshed"
            )
            require(session?.user == refreshed.user, "A1: a session belongs to one user")
            require(
                session.map { $0.generation + 1 } == refreshed.generation,
                "A1: each refresh token is used once"
            )
            identity.sessions[id]?.generation = refreshed.generation
            identity.sessions[id]?.refreshedAt = now
            identity.sessions[id]?.deadline = refreshed.expiresAt
        case .ended(let ended):
            require(identity.sessions[id]?.isOver == false, "A1: a session ends once")
            require(identity.sessions[id]?.user == ended.user, "A1: a session belongs to one user")
            identity.sessions[id]?.isOver = true
        }
    }

    mutating func fold(_ change: UserEvent, _ user: UserID) {
        switch change {
        case .registered:
            require(users.insert(user).inserted, "M9: a user is registered once")
        case .roleGranted:
            require(admins.insert(user).inserted, "a role is granted once")
        case .roleRevoked(let revoked):
            require(admins.remove(user) != nil, "only a granted role is taken")
            require(revoked.endedBefore.rawValue == position, "A1: only earlier sessions end")
            identity.endSessions(of: user)
        case .sessionsEnded(let ended):
            require(!identity.deleted.contains(user), "M12: a deleted user changes nothing")
            require(ended.endedBefore.rawValue == position, "A1: only earlier sessions end")
            identity.endSessions(of: user, but: ended.kept)
        case .passwordResetIssued(let issued):
            require(!identity.deleted.contains(user), "M12: a deleted user gets no code")
            identity.resets[user] = issued
        case .detailsChanged:
            require(!identity.deleted.contains(user), "M12: a deleted user changes nothing")
        case .passwordChanged(let changed):
            require(!identity.deleted.contains(user), "M12: a deleted user changes nothing")
            require(changed.endedBefore.rawValue == position, "A1: only earlier sessions end")
            if let kept = changed.kept {
                let session = identity.sessions[kept]
                require(
                    session?.user == user && session?.isOver == false,
                    "A1: a kept session is open"
                )
            }
            identity.passwordChanges[user, default: 0] += 1
            identity.resets[user] = nil
            identity.endSessions(of: user, but: changed.kept)
        case .deleted(let deleted):
            require(identity.deleted.insert(user).inserted, "M12: a user is deleted once")
            identity.resets[user] = nil
            require(deleted.endedBefore.rawValue == position, "A1: only earlier sessions end")
            identity.endSessions(of: user)
        case .restored:
            require(identity.deleted.remove(user) != nil, "only a deleted user is restored")
            require(!identity.erased.contains(user), "an erased user is not restored")
        case .erased:
            require(identity.erased.insert(user).inserted, "a user is erased once")
            require(identity.deleted.contains(user), "an erased user is deleted")
        }
    }

    mutating func checkIdentityBetweenBatches() {
        require(
            closed == Set(identity.deleted.map { AccountID($0.rawValue) }),
            "M12: the accounts of deleted users are closed, and no others"
        )
    }
}

/// The sessions, passwords and deletions of users, by the events of the log.
struct IdentityTables {
    struct SessionRow {
        let user: UserID
        var generation: Int64 = 1
        var deadline: Timestamp
        var refreshedAt: Timestamp?
        var isOver = false
    }

    var sessions: [SessionID: SessionRow] = [:]
    var passwordChanges: [UserID: Int64] = [:]
    var deleted: Set<UserID> = []
    var erased: Set<UserID> = []
    /// The last code of each user that may still be valid.
    var resets: [UserID: PasswordResetIssued] = [:]

    /// Ends every open session of the user except one.
    mutating func endSessions(of user: UserID, but kept: SessionID? = nil) {
        for (id, session) in sessions where session.user == user && id != kept {
            sessions[id]?.isOver = true
        }
    }
}

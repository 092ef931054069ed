import Events
import TestSupport

@testable import Model

extension RandomHistory {
    mutating func startSession() {
        let user = pickUser()
        guard gone[user] == nil else { return }
        let session = SessionID(createdAt: history.next)
        let started = SessionStarted(user: user, expiresAt: history.now.advanced(bySeconds: 900))
        history.command(.session(session), .session(.started(started)))
        sessions.append((session, user, 1))
    }

    mutating func changeSession() {
        guard !sessions.isEmpty else { return }
        let index = random.next(sessions.count)
        let session = sessions[index]
        if random.next(2) == 0 {
            sessions[index].generation += 1
            let refreshed = SessionRefreshed(
                user: session.user,
                generation: session.generation + 1,
                expiresAt: history.now.advanced(bySeconds: 900)
            )
            history.command(.session(session.id), .session(.refreshed(refreshed)))
        } else {
            sessions.remove(at: index)
            let reason = pick(SessionEndReason.allCases)
            let ended = SessionEnded(user: session.user, reason: reason)
            history.command(.session(session.id), .session(.ended(ended)))
        }
    }

    mutating func changeRights() {
        let user = pickUser()
        guard gone[user] == nil else { return }
        let position = SessionID(createdAt: history.next)
        let own = sessions.filter { $0.user == user }
        let change: UserEvent
        switch random.next(4) {
        case 0:
            sessions.removeAll { $0.user == user }
            change = .roleRevoked(RoleRevoked(role: .admin, endedBefore: position))
        case 1:
            let kept = own.isEmpty || random.next(2) == 0 ? nil : pick(own).id
            sessions.removeAll { $0.user == user && $0.id != kept }
            change = .sessionsEnded(SessionsEnded(endedBefore: position, kept: kept))
        case 2:
            let code = ClaimHash(UUID128(high: 7, low: UInt64(random.next(1_000))))
            let deadline = history.now.advanced(bySeconds: 3_600)
            change = .passwordResetIssued(PasswordResetIssued(code: code, expiresAt: deadline))
        default: change = .detailsChanged(DetailsChanged(email: nil))
        }
        history.command(.user(user), .user(change))
    }

    mutating func changeInvitation() {
        guard !invitations.isEmpty, random.next(2) == 0 else {
            let invitation = InvitationID(createdAt: history.next)
            let code = ClaimHash(UUID128(high: 8, low: UInt64(random.next(1_000))))
            let deadline = history.now.advanced(bySeconds: 86_400)
            let issued = InvitationIssued(code: code, expiresAt: deadline)
            history.command(.invitation(invitation), .invitation(.issued(issued)))
            invitations.append(invitation)
            return
        }
        let invitation = invitations.remove(at: random.next(invitations.count))
        let end: InvitationEvent = random.next(2) == 0 ? .withdrawn : .redeemed(pickUser())
        history.command(.invitation(invitation), .invitation(end))
    }

    mutating func changeUser() {
        let user = pickUser()
        let account = StreamID.account(AccountID(of: user))
        let position = SessionID(createdAt: history.next)
        if let isErased = gone[user] {
            guard !isErased else { return }
            if random.next(3) == 0 {
                gone[user] = true
                history.command(.user(user), .user(.erased))
            } else {
                gone[user] = nil
                history.command([
                    NewEvent(.user(user), .user(.restored)), NewEvent(account, .account(.reopened)),
                ])
            }
            return
        }
        let own = sessions.filter { $0.user == user }
        if random.next(2) == 0 {
            let kept = own.isEmpty || random.next(2) == 0 ? nil : pick(own).id
            sessions.removeAll { $0.user == user && $0.id != kept }
            let changed = PasswordChanged(endedBefore: position, kept: kept)
            history.command(.user(user), .user(.passwordChanged(changed)))
            return
        }
        sessions.removeAll { $0.user == user }
        gone[user] = false
        history.command([
            NewEvent(.user(user), .user(.deleted(UserDeleted(endedBefore: position)))),
            NewEvent(account, .account(.closed)),
        ])
    }
}

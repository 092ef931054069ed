import Events
import TestSupport
import Testing

@testable import Audit
@testable import Model
@testable import Projections

/// Violations of the rules for users and sessions.
@Suite(.patient) struct IdentityAuditTests {
    private var history = History()
    private let user: UserID
    private let session: SessionID

    /// A user with a session.
    init() {
        user = history.register()
        session = SessionID(createdAt: history.next)
        let started = SessionStarted(user: user, expiresAt: History.time(900))
        history.command(.session(session), .session(.started(started)))
    }

    private var last: LogPosition { history.next.advanced(by: -1) }

    private func requireLast(_ stream: StreamID, _ type: EventType) {
        #expect(violation(history) == InvariantViolation(last, .notFollowing(stream, type)))
    }

    private mutating func refresh(_ generation: Int64, by user: UserID? = nil) {
        let refreshed = SessionRefreshed(
            user: user ?? self.user,
            generation: generation,
            expiresAt: History.time(900)
        )
        history.command(.session(session), .session(.refreshed(refreshed)))
    }

    private mutating func delete(closing isClosing: Bool = true) {
        let deleted = UserDeleted(endedBefore: SessionID(createdAt: history.next))
        var events = [NewEvent(.user(user), .user(.deleted(deleted)))]
        if isClosing { events.append(NewEvent(.account(AccountID(of: user)), .account(.closed))) }
        history.command(events)
    }

    private mutating func restore(reopening isReopening: Bool = true) {
        var events = [NewEvent(.user(user), .user(.restored))]
        if isReopening {
            events.append(NewEvent(.account(AccountID(of: user)), .account(.reopened)))
        }
        history.command(events)
    }

    @Test(arguments: [1, 3] as [Int64])
    mutating func `generations must increase by one`(generation: Int64) {
        refresh(2)
        #expect(violation(history) == nil)
        refresh(generation + 1)
        requireLast(.session(session), .session(.refreshed))
    }

    @Test mutating func `only its own user refreshes a session`() {
        refresh(2, by: UserID(99))
        requireLast(.session(session), .session(.refreshed))
    }

    @Test mutating func `a session can end only once`() {
        let ended = SessionEvent.ended(SessionEnded(user: user, reason: .signedOut))
        history.command(.session(session), .session(ended))
        #expect(violation(history) == nil)
        history.command(.session(session), .session(ended))
        requireLast(.session(session), .session(.ended))
    }

    @Test
    mutating func `no earlier session but the kept one is refreshed after a change of password`() {
        for kept in [session, nil] {
            let changed = PasswordChanged(
                endedBefore: SessionID(createdAt: history.next),
                kept: kept
            )
            history.command(.user(user), .user(.passwordChanged(changed)))
            refresh(2)
            if kept == nil {
                requireLast(.session(session), .session(.refreshed))
            } else {
                #expect(violation(history) == nil)
            }
        }
    }

    @Test mutating func `sessions are cut at the position of the event`() {
        let changed = PasswordChanged(endedBefore: session, kept: nil)
        history.command(.user(user), .user(.passwordChanged(changed)))
        requireLast(.user(user), .user(.passwordChanged))
    }

    @Test mutating func `a deleted user can't sign in, a restored one can`() {
        delete()
        restore()
        var started = SessionStarted(user: user, expiresAt: History.time(900))
        history.command(
            .session(SessionID(createdAt: history.next)),
            .session(.started(started))
        )
        #expect(violation(history) == nil)
        delete()
        let other = SessionID(createdAt: history.next)
        started = SessionStarted(user: user, expiresAt: History.time(900))
        history.command(.session(other), .session(.started(started)))
        requireLast(.session(other), .session(.started))
    }

    @Test mutating func `a session's id must be its position`() {
        let started = SessionStarted(user: user, expiresAt: History.time(900))
        history.command(.session(SessionID(99)), .session(.started(started)))
        #expect(
            violation(history)
                == InvariantViolation(last, .identity(.session(SessionID(99))))
        )
    }

    @Test mutating func `a user can be deleted only once`() {
        delete()
        #expect(violation(history) == nil)
        let position = history.next
        delete(closing: false)
        #expect(
            violation(history)
                == InvariantViolation(position, .notFollowing(.user(user), .user(.deleted)))
        )
    }

    @Test(arguments: [UserEvent.restored, .erased])
    mutating func `only a deleted user is restored or erased`(event: UserEvent) {
        history.command(.user(user), .user(event))
        requireLast(.user(user), Event.user(event).type)
    }

    @Test(arguments: [UserEvent.restored, .erased])
    mutating func `no event follows an erasure`(event: UserEvent) {
        delete()
        history.command(.user(user), .user(.erased))
        #expect(violation(history) == nil)
        history.command(.user(user), .user(event))
        requireLast(.user(user), Event.user(event).type)
    }

    @Test mutating func `a deleted user's account must be closed`() {
        delete(closing: false)
        #expect(violation(history) == InvariantViolation(last, .closure(user)))
    }

    @Test mutating func `a restored user's account must be open`() {
        delete()
        restore(reopening: false)
        #expect(violation(history) == InvariantViolation(last, .closure(user)))
    }

    @Test(arguments: [UserEvent.roleGranted(RoleGranted(role: .admin)), .restored])
    mutating func `only registered users have events`(event: UserEvent) {
        history.command(.user(UserID(99)), .user(event))
        #expect(
            violation(history) == InvariantViolation(last, .identity(.user(UserID(99))))
        )
    }
}

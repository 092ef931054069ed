import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct StartSessionTests {
    private func start(_ user: UserID = alice, passwordChanges: Int64 = 0) -> StartSession {
        StartSession(user, passwordChanges: passwordChanges, lifetimeSeconds: lifetime)
    }

    @Test func `a session starts with its first token, and its position is its id`() {
        given(registered(alice)).when(start(), by: alice).then(
            started(SessionID(1_000), of: alice)
        )
    }

    @Test func `the lifetime of a session begins when it is decided`() {
        let deadline = Given.start.advanced(bySeconds: 40 + lifetime)
        given(registered(alice)).when(start(), by: .anonymous, after: 40).then(
            on(SessionID(1_000), .started(SessionStarted(user: alice, expiresAt: deadline)))
        )
    }

    @Test func `an unknown user can't sign in`() {
        given(registered(alice)).when(start(bob), by: bob).then(Refusal.notFound(.user))
    }

    @Test(arguments: [
        deleted(alice), deleted(alice) + restored(alice) + deleted(alice, at: 1_010),
        deleted(alice) + [on(alice, .erased)],
    ])
    func `a deleted user can't sign in`(events: [NewEvent]) {
        given(registered(alice), events).when(start(), by: alice).then(.userDeleted)
    }

    @Test func `a restored user can sign in again`() {
        given(registered(alice), deleted(alice, at: 900), restored(alice))
            .when(start(), by: alice)
            .then(started(SessionID(1_000), of: alice))
    }

    @Test(arguments: [Int64(0), 2])
    func `a password that was changed since opens no session`(checked: Int64) {
        given(registered(alice), [passwordChanged(alice)])
            .when(start(passwordChanges: checked), by: alice)
            .then(.passwordChanged)
    }

    @Test func `the current password opens a session`() {
        given(registered(alice), [passwordChanged(alice)])
            .when(start(passwordChanges: 1), by: alice)
            .then(started(SessionID(1_000), of: alice))
    }
}

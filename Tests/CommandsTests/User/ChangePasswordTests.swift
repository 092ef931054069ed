import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct ChangePasswordTests {
    private func change(_ passwordChanges: Int64, keeping kept: SessionID? = nil) -> ChangePassword
    {
        ChangePassword(passwordHash: "scrypt$2", keeping: kept, passwordChanges: passwordChanges)
    }

    @Test func `a new password ends earlier sessions and is stored beside the event`() throws {
        let verdict = given(registered(alice)).when(change(0), by: alice)
        verdict.then(passwordChanged(alice))
        let decision = try verdict.result.get()
        #expect(decision.person == .passwordChanged(alice, passwordHash: "scrypt$2"))
    }

    @Test func `the second of two changes checked against one password is refused`() {
        given(registered(alice), [passwordChanged(alice)])
            .when(change(0), by: alice)
            .then(.passwordChanged)
    }

    @Test func `a change checked against the current password is done`() {
        given(registered(alice), [passwordChanged(alice, at: 900)])
            .when(change(1), by: alice)
            .then(passwordChanged(alice))
    }

    @Test func `a session kept by an earlier change is ended by a later one`() {
        let events = [
            started(evening, of: alice), passwordChanged(alice, at: 600, keeping: evening),
            started(SessionID(700), of: alice),
            passwordChanged(alice, at: 800, keeping: SessionID(700)),
        ]
        given(registered(alice), events).when(EndSession(evening), by: alice).then(.sessionEnded)
        given(registered(alice), events)
            .when(EndSession(SessionID(700)), by: alice)
            .then(ended(SessionID(700), of: alice))
    }

    @Test func `a change does not end later sessions`() {
        let events = [passwordChanged(alice, at: 400), started(evening, of: alice)]
        given(registered(alice), events)
            .when(EndSession(evening), by: alice)
            .then(ended(evening, of: alice))
    }

    @Test func `another user's session can't be kept`() {
        given(registered(alice), registered(bob, 2), [started(evening, of: bob)])
            .when(change(0, keeping: evening), by: alice)
            .then(Refusal.forbidden(.owner))
    }

    @Test func `a deleted or unknown user can't change a password`() {
        given(registered(alice), deleted(alice)).when(change(0), by: alice).then(.userDeleted)
        given().when(change(0), by: alice).then(Refusal.notFound(.user))
        given(registered(alice)).when(change(0), by: .system).then(Refusal.forbidden(.user))
    }
}

@Suite(.patient) struct RefusePasswordChangeTests {
    @Test func `a wrong old password is refused in every state`() {
        given(registered(alice)).when(RefusePasswordChange(), by: alice).then(.wrongPassword)
        given([]).when(RefusePasswordChange(), by: alice).then(.wrongPassword)
    }
}

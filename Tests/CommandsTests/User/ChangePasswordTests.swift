import Events
import Testing

@testable import Commands
@testable import Model

@Suite struct ChangePasswordTests {
    private func change(_ passwordChanges: Int64, keeping kept: SessionID? = nil) -> ChangePassword
    {
        ChangePassword(passwordHash: "scrypt$2", keeping: kept, passwordChanges: passwordChanges)
    }

    @Test func `a new password ends the sessions before it and stands beside the event`() throws {
        let verdict = given(registered(alice)).when(change(0), by: alice)
        verdict.then(passwordChanged(alice))
        let decision = try verdict.result.get()
        #expect(decision.person == .passwordChanged(alice, passwordHash: "scrypt$2"))
    }

    @Test func `of two changes checked against one password the second is refused`() {
        given(registered(alice), [passwordChanged(alice)])
            .when(change(0), by: alice)
            .then(.passwordChanged)
    }

    @Test func `a change checked against the password that is set is done`() {
        given(registered(alice), [passwordChanged(alice, at: 900)])
            .when(change(1), by: alice)
            .then(passwordChanged(alice))
    }

    @Test func `a session that an earlier change has kept is ended by one that does not`() {
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

    @Test func `a session begun after a change is not ended by it`() {
        let events = [passwordChanged(alice, at: 400), started(evening, of: alice)]
        given(registered(alice), events)
            .when(EndSession(evening), by: alice)
            .then(ended(evening, of: alice))
    }

    @Test func `another's session is not kept`() {
        given(registered(alice), registered(bob, 2), [started(evening, of: bob)])
            .when(change(0, keeping: evening), by: alice)
            .then(Refusal.forbidden)
    }

    @Test func `a deleted user has no password to change, nor has who is not there`() {
        given(registered(alice), deleted(alice)).when(change(0), by: alice).then(.userDeleted)
        given().when(change(0), by: alice).then(Refusal.notFound(.user))
        given(registered(alice)).when(change(0), by: .system).then(Refusal.forbidden)
    }
}

import Events
import Testing

@testable import Commands
@testable import Model

@Suite struct StartSessionTests {
    private func start(_ user: UserID = alice, passwordChanges: Int64 = 0) -> StartSession {
        StartSession(user, passwordChanges: passwordChanges, lifetimeSeconds: lifetime)
    }

    @Test func `a session begins with its first token and bears its position`() {
        given(registered(alice)).when(start(), by: alice).then(
            started(SessionID(1_000), of: alice)
        )
    }

    @Test func `a session lives from the moment that it is decided`() {
        let deadline = Given.start.advanced(bySeconds: 40 + lifetime)
        given(registered(alice)).when(start(), by: .anonymous, after: 40).then(
            on(SessionID(1_000), .started(SessionStarted(user: alice, expiresAt: deadline)))
        )
    }

    @Test func `nobody who is not there signs in`() {
        given(registered(alice)).when(start(bob), by: bob).then(Refusal.notFound(.user))
    }

    @Test(arguments: [
        deleted(alice), deleted(alice) + restored(alice) + deleted(alice, at: 1_010),
        deleted(alice) + [on(alice, .erased)],
    ])
    func `a deleted user does not sign in`(events: [NewEvent]) {
        given(registered(alice), events).when(start(), by: alice).then(.userDeleted)
    }

    @Test func `a restored user signs in again`() {
        given(registered(alice), deleted(alice, at: 900), restored(alice))
            .when(start(), by: alice)
            .then(started(SessionID(1_000), of: alice))
    }

    @Test(arguments: [Int64(0), 2])
    func `a password that is not set any more opens nothing`(checked: Int64) {
        given(registered(alice), [passwordChanged(alice)])
            .when(start(passwordChanges: checked), by: alice)
            .then(.passwordChanged)
    }

    @Test func `the password that was set last does`() {
        given(registered(alice), [passwordChanged(alice)])
            .when(start(passwordChanges: 1), by: alice)
            .then(started(SessionID(1_000), of: alice))
    }
}

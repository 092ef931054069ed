import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

/// Every state of a user with every command that changes it.
@Suite(.patient) struct UserTableTests {
    /// Bob, who is an administrator.
    private let administrator = registered(bob, 2) + [granted(bob)]

    enum State: CaseIterable {
        case missing
        case active
        case deleted
        case restored
        case erased

        var events: [NewEvent] {
            let before = registered(alice)
            return switch self {
            case .missing: []
            case .active: before
            case .deleted: before + CommandsTests.deleted(alice, at: 900)
            case .restored:
                before + CommandsTests.deleted(alice, at: 900) + CommandsTests.restored(alice)
            case .erased:
                before + CommandsTests.deleted(alice, at: 900) + [on(alice, .erased)]
            }
        }
    }

    @Test(arguments: State.allCases)
    func `only an active user can be deleted, which closes the account`(state: State) throws {
        let verdict = given(state.events).when(DeleteUser(), by: alice)
        switch state {
        case .missing: verdict.then(Refusal.notFound(.user))
        case .deleted, .erased: verdict.then(.userDeleted)
        case .active, .restored:
            #expect(try verdict.result.get().events == deleted(alice))
            #expect(try verdict.result.get().person == nil)
        }
    }

    @Test(arguments: State.allCases)
    func `an administrator's deletion equals the user's own`(state: State) throws {
        let verdict = given(administrator, state.events).when(DeleteOtherUser(alice), by: bob)
        switch state {
        case .missing: verdict.then(Refusal.notFound(.user))
        case .deleted: verdict.then(.userDeleted)
        case .erased: verdict.then(.userErased)
        case .active, .restored:
            #expect(try verdict.result.get().events == deleted(alice))
            #expect(try verdict.result.get().person == nil)
        }
    }

    @Test func `administrators can't delete themselves as others`() {
        given(administrator).when(DeleteOtherUser(bob), by: bob).then(.ownUser)
    }

    @Test(arguments: [
        DeleteOtherUser(alice) as any Command, RestoreUser(alice), EraseUser(.user(alice)),
    ])
    func `a user whose role was taken deletes, restores and erases nobody`(command: any Command) {
        given(administrator, registered(alice), [revoked(bob, at: 900)]).when(command, by: bob)
            .then(Refusal.forbidden(.administrator))
    }

    @Test(arguments: State.allCases)
    func `only a deleted user can be restored, and never an erased one`(state: State) throws {
        let verdict = given(administrator, state.events).when(RestoreUser(alice), by: bob)
        switch state {
        case .missing: verdict.then(Refusal.notFound(.user))
        case .active, .restored: verdict.then(.userNotDeleted)
        case .erased: verdict.then(.userErased)
        case .deleted: #expect(try verdict.result.get().events == restored(alice))
        }
    }

    @Test(
        arguments: State.allCases,
        [Recipient.user(alice), .username(name(1)), .email(address(1))]
    )
    func `a user can be erased once, and is deleted first`(
        state: State,
        recipient: Recipient
    ) throws {
        let verdict = given(state.events).when(EraseUser(recipient), by: .system)
        let erasure = [on(alice, .erased)]
        switch state {
        case .missing: return verdict.then(Refusal.notFound(.user))
        case .erased: return verdict.then(.userErased)
        case .active, .restored:
            #expect(try verdict.result.get().events == deleted(alice) + erasure)
        case .deleted: #expect(try verdict.result.get().events == erasure)
        }
        #expect(try verdict.result.get().person == .erased(alice))
        #expect(try verdict.result.get().location == .user(alice))
    }

    @Test func `the system can't delete itself`() {
        given(registered(alice)).when(DeleteUser(), by: .system).then(Refusal.forbidden(.user))
    }
}

import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

/// Every state of a session with every command on it.
@Suite(.patient) struct SessionTableTests {
    enum State: CaseIterable {
        case missing
        case started
        case refreshed
        case signedOut
        case reused
        case expired
        case overByPassword
        case keptByPassword
        case overByDeletion
        case restored

        var events: [NewEvent] {
            let started = CommandsTests.started(evening, of: alice)
            return switch self {
            case .missing: []
            case .started, .expired: [started]
            case .refreshed: [started, refreshedOnce]
            case .signedOut: [started, ended(evening, of: alice)]
            case .reused: [started, ended(evening, of: alice, .tokenReused)]
            case .overByPassword: [started, passwordChanged(alice, keeping: SessionID(499))]
            case .keptByPassword: [started, passwordChanged(alice, keeping: evening)]
            case .overByDeletion: [started] + deleted(alice)
            case .restored: [started] + deleted(alice) + CommandsTests.restored(alice)
            }
        }

        private var refreshedOnce: NewEvent { CommandsTests.refreshed(evening, of: alice, 2) }

        /// The one generation whose refresh token is valid, or nil if the session is over.
        var generation: Int64? {
            switch self {
            case .started, .keptByPassword: 1
            case .refreshed: 2
            case .missing, .signedOut, .reused, .expired, .overByPassword, .overByDeletion,
                .restored:
                nil
            }
        }

        var refusal: Refusal {
            self == .missing ? .notFound(.session) : .rejected(.sessionEnded)
        }
    }

    private func verdict(_ state: State, _ command: any Command, by user: UserID) -> Verdict {
        given(registered(alice), registered(bob, 2), state.events)
            .when(command, by: user, after: state == .expired ? lifetime : lifetime - 1)
    }

    @Test(arguments: State.allCases, [Int64(0), 1, 2, 3])
    func `a refresh token is valid once and ends the session when used again`(
        state: State,
        generation: Int64
    ) {
        let command = RefreshSession(
            evening,
            generation: generation,
            lifetimeSeconds: lifetime
        )
        let verdict = verdict(state, command, by: alice)
        guard let current = state.generation else { return verdict.then(state.refusal) }
        if generation == current {
            verdict.then(refreshed(evening, of: alice, generation + 1, after: lifetime - 1))
            #expect((try? verdict.result.get())?.refusal == nil)
        } else {
            verdict.then(ended(evening, of: alice, .tokenReused))
            #expect((try? verdict.result.get())?.refusal == .refreshTokenReused)
        }
    }

    @Test(arguments: State.allCases)
    func `signing out ends a session once`(state: State) {
        let verdict = verdict(state, EndSession(evening), by: alice)
        guard state.generation != nil else { return verdict.then(state.refusal) }
        verdict.then(ended(evening, of: alice))
    }

    @Test(arguments: State.allCases)
    func `another user's session is forbidden in every state`(state: State) {
        let refusal = state == .missing ? Refusal.notFound(.session) : .forbidden(.owner)
        let refresh = RefreshSession(evening, generation: 1, lifetimeSeconds: lifetime)
        verdict(state, refresh, by: bob).then(refusal)
        verdict(state, EndSession(evening), by: bob).then(refusal)
    }

    @Test(arguments: State.allCases)
    func `a change of password can only keep a session that is not over`(state: State) {
        let changes: Int64 = state == .overByPassword || state == .keptByPassword ? 1 : 0
        let command = ChangePassword(
            passwordHash: "scrypt$2",
            keeping: evening,
            passwordChanges: changes
        )
        let verdict = verdict(state, command, by: alice)
        if state == .overByDeletion { return verdict.then(.userDeleted) }
        guard state.generation != nil else { return verdict.then(state.refusal) }
        verdict.then(passwordChanged(alice, keeping: evening))
    }

    @Test func `the system has no sessions`() {
        let refresh = RefreshSession(evening, generation: 1, lifetimeSeconds: lifetime)
        for command in [EndSession(evening), refresh] as [any Command] {
            given(registered(alice), State.started.events)
                .when(command, by: .system)
                .then(Refusal.forbidden(.user))
        }
    }
}

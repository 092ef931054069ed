import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct PlaceHoldTests {
    private let command = PlaceHold(concert, lifetimeSeconds: 60)

    private func placed(_ id: Int64, after seconds: Int) -> [NewEvent] {
        let deadline = Given.start.advanced(bySeconds: seconds + 60)
        return [
            NewEvent(
                .hold(HoldID(id)),
                .hold(.placed(HoldPlaced(slot: concert, user: bob, expiresAt: deadline)))
            ),
            NewEvent(
                .slot(concert),
                .slot(.seatHeld(SeatHeld(hold: HoldID(id), expiresAt: deadline)))
            ),
        ]
    }

    @Test func `a free seat is held until the deadline`() {
        let events = placed(1_000, after: 5)
        given(slot(1)).when(command, by: bob, after: 5).then(events[0], events[1])
    }

    @Test(arguments: [Hold.State.held, .confirmed])
    func `a taken seat can't be held again`(state: Hold.State) {
        given(slot(1), hold(30, of: alice, state)).when(command, by: bob).then(.slotFull)
    }

    @Test(arguments: [Hold.State.cancelled, .expired])
    func `a released seat can be held again`(state: Hold.State) {
        let events = placed(1_000, after: 0)
        given(slot(1), hold(30, of: alice, state)).when(command, by: bob)
            .then(events[0], events[1])
    }

    @Test func `a cancelled confirmed seat can be held again`() {
        let events = placed(1_000, after: 0)
        given(
            slot(1),
            hold(30, of: alice, .confirmed),
            cancelled(30, of: alice, wasConfirmed: true)
        )
        .when(command, by: bob).then(events[0], events[1])
    }

    @Test func `on a full slot the overdue holds expire first`() {
        let expiry = expired(30, of: alice)
        let events = placed(1_002, after: 300)
        given(slot(1), hold(30, of: alice)).when(command, by: bob, after: 300)
            .then(expiry[0], expiry[1], events[0], events[1])
    }

    @Test func `a hold keeps its seat until one second before its deadline`() {
        given(slot(1), hold(30, of: alice)).when(command, by: bob, after: 299).then(.slotFull)
    }

    @Test func `a confirmed hold never expires`() {
        given(slot(1), hold(30, of: alice, .confirmed)).when(command, by: bob, after: 100_000)
            .then(.slotFull)
    }

    @Test func `a slot without seats is always full`() {
        given(slot(0)).when(command, by: bob).then(.slotFull)
    }

    @Test func `only a user can hold seats`() {
        given(slot(1)).when(command, by: .system).then(Refusal.forbidden(.user))
    }
}

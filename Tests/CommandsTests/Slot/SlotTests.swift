import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct SlotTests {
    private func changed(_ capacity: Int64, title: String = "Concert") -> NewEvent {
        let details = SlotDetails(title: title, capacity: capacity, startsAt: nil)
        return NewEvent(.slot(concert), .slot(.changed(details)))
    }

    @Test func `a slot is created with its details`() {
        let details = SlotDetails(title: "Concert", capacity: 3, startsAt: Given.start)
        given().when(CreateSlot(details), by: alice).then(
            NewEvent(.slot(SlotID(1_000)), .slot(.created(details)))
        )
    }

    @Test func `a capacity below zero is refused`() {
        let details = SlotDetails(title: "Concert", capacity: -1, startsAt: nil)
        given().when(CreateSlot(details), by: alice).then(.invalidCapacity)
        given(slot(3)).when(ChangeSlot(concert, capacity: -1), by: alice).then(.invalidCapacity)
    }

    @Test func `omitted fields keep their values`() {
        let start = Given.start
        given(slot(3, startsAt: start)).when(ChangeSlot(concert, title: "Ball"), by: alice).then(
            NewEvent(
                .slot(concert),
                .slot(.changed(SlotDetails(title: "Ball", capacity: 3, startsAt: start)))
            )
        )
        given(slot(3, startsAt: start)).when(ChangeSlot(concert, startsAt: .clear), by: alice)
            .then(changed(3))
    }

    @Test func `the capacity can fall to the taken seats`() {
        given(slot(3), hold(30, of: alice), hold(32, of: bob, .confirmed))
            .when(ChangeSlot(concert, capacity: 2), by: alice)
            .then(changed(2))
    }

    @Test func `the capacity can't fall below held and confirmed seats`() {
        given(slot(3), hold(30, of: alice), hold(32, of: bob, .confirmed))
            .when(ChangeSlot(concert, capacity: 1), by: alice)
            .then(.capacityBelowTaken)
    }

    @Test func `overdue holds expire so that the capacity fits, and no more than needed`() {
        let expiry = expired(30, of: alice)
        given(slot(3), hold(30, of: alice), hold(32, of: bob))
            .when(ChangeSlot(concert, capacity: 1), by: alice, after: 300)
            .then(expiry[0], expiry[1], changed(1))
    }

    @Test func `a capacity that fits leaves overdue holds to the sweeper`() {
        given(slot(3), hold(30, of: alice)).when(
            ChangeSlot(concert, capacity: 1),
            by: alice,
            after: 300
        ).then(changed(1))
    }

    @Test func `a slot that does not exist is not found`() {
        given().when(ChangeSlot(concert, capacity: 1), by: alice).then(Refusal.notFound(.slot))
        given().when(PlaceHold(concert, lifetimeSeconds: 300), by: alice)
            .then(Refusal.notFound(.slot))
    }
}

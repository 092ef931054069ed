import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct SeatProjectorTests {
    private let slot = SlotID(1)
    private let hold = HoldID(2)
    private let user = UserID(77)

    private func history(_ changes: [(HoldEvent, SlotEvent)]) -> History {
        var history = History()
        history.command(
            .slot(slot),
            .slot(.created(SlotDetails(title: "Sauna", capacity: 3, startsAt: nil)))
        )
        for (holdEvent, slotEvent) in changes {
            history.command([
                NewEvent(.hold(hold), .hold(holdEvent)), NewEvent(.slot(slot), .slot(slotEvent)),
            ])
        }
        return history
    }

    private var placed: (HoldEvent, SlotEvent) {
        let deadline = History.time(300)
        return (
            .placed(HoldPlaced(slot: slot, user: user, expiresAt: deadline)),
            .seatHeld(SeatHeld(hold: hold, expiresAt: deadline))
        )
    }

    private var reference: HoldReference { HoldReference(slot: slot, user: user) }

    private func released(_ wasConfirmed: Bool) -> SlotEvent {
        .seatReleased(SeatReleased(hold: hold, wasConfirmed: wasConfirmed))
    }

    private func expect(
        _ changes: [(HoldEvent, SlotEvent)],
        _ state: HoldState,
        held: Int64,
        confirmed: Int64
    ) throws {
        let history = history(changes)
        let slots = try fold(SlotProjector.self, history.events)
        #expect(slots[slot]?.held == held)
        #expect(slots[slot]?.confirmed == confirmed)
        #expect(slots[slot]?.position == history.events.last?.position)
        let row = try #require(try fold(HoldProjector.self, history.events)[hold])
        #expect(row.state == state)
        #expect(row.user == user)
        #expect(row.expiresAt == History.time(300))
        #expect(row.updatedAt == history.now)
        // The slot's event is the last of each command, and the hold's comes before it.
        #expect(row.position == history.events.last?.position.advanced(by: -1))
    }

    @Test func `a hold takes a seat`() throws {
        try expect([placed], .held, held: 1, confirmed: 0)
    }

    @Test func `confirming turns the held seat into a confirmed one`() throws {
        try expect(
            [placed, (.confirmed(reference), .seatConfirmed(hold))],
            .confirmed,
            held: 0,
            confirmed: 1
        )
    }

    @Test func `cancelling a held seat frees it`() throws {
        try expect(
            [placed, (.cancelled(reference), released(false))],
            .cancelled,
            held: 0,
            confirmed: 0
        )
    }

    @Test func `cancelling a confirmed seat frees it`() throws {
        try expect(
            [
                placed, (.confirmed(reference), .seatConfirmed(hold)),
                (.cancelled(reference), released(true)),
            ],
            .cancelled,
            held: 0,
            confirmed: 0
        )
    }

    @Test func `expiry frees the seat`() throws {
        try expect(
            [placed, (.expired(reference), released(false))],
            .expired,
            held: 0,
            confirmed: 0
        )
    }

    @Test func `a change of a slot keeps its taken seats`() throws {
        var history = history([placed])
        history.command(
            .slot(slot),
            .slot(.changed(SlotDetails(title: "Pool", capacity: 9, startsAt: History.time(9))))
        )
        let row = try #require(try fold(SlotProjector.self, history.events)[slot])
        #expect(row.title == "Pool")
        #expect(row.capacity == 9)
        #expect(row.startsAt == History.time(9))
        #expect(row.held == 1)
        #expect(row.createdAt == History.time(1))
    }

    @Test(arguments: [
        HoldEvent.confirmed(HoldReference(slot: SlotID(1), user: UserID(2))),
        .cancelled(HoldReference(slot: SlotID(1), user: UserID(2))),
        .expired(HoldReference(slot: SlotID(1), user: UserID(2))),
    ])
    func `an event of a hold that was never placed stops the read model`(event: HoldEvent) {
        var history = History()
        history.command(.hold(hold), .hold(event))
        #expect(
            throws: ProjectionFault(LogPosition(1), .noRow(table: "holds", id: "\(hold)"))
        ) {
            try fold(HoldProjector.self, history.events)
        }
    }

    @Test func `a slot can be created only once`() {
        var history = history([])
        history.command(
            .slot(slot),
            .slot(.created(SlotDetails(title: "", capacity: 1, startsAt: nil)))
        )
        #expect(
            throws: ProjectionFault(LogPosition(2), .rowExists(table: "slot_availability", id: "1"))
        ) {
            try fold(SlotProjector.self, history.events)
        }
    }
}

import Events
import Model

/// `read.slot_availability`: each slot with its held and confirmed seats.
enum SlotProjector: Projector {
    static let table = Table<SlotRow>(
        "slot_availability",
        .bigint("slot_id") { $0.slot.rawValue },
        .text("title") { $0.title },
        .bigint("capacity") { $0.capacity },
        .bigint("held") { $0.held },
        .bigint("confirmed") { $0.confirmed },
        .timestamptz("starts_at") { $0.startsAt },
        .timestamptz("created_at") { $0.createdAt },
        .bigint("position") { $0.position.rawValue }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: SlotID, change: SlotEvent)? {
        guard case .slot(let change) = event.event else { return nil }
        guard case .slot(let slot) = event.stream else { throw event.wrongStream }
        return (slot, change)
    }

    static func apply(
        _ change: SlotEvent,
        to row: inout SlotRow?,
        _ slot: SlotID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        guard case .created(let details) = change else {
            return try self.change(&row, slot, event) { fold(change, into: &$0) }
        }
        let new = SlotRow(
            slot: slot,
            title: details.title,
            capacity: details.capacity,
            held: 0,
            confirmed: 0,
            startsAt: details.startsAt,
            createdAt: event.recordedAt,
            position: event.position
        )
        try make(&row, slot, event, new)
    }

    private static func fold(_ change: SlotEvent, into row: inout SlotRow) {
        switch change {
        case .created(let details), .changed(let details):
            row.title = details.title
            row.capacity = details.capacity
            row.startsAt = details.startsAt
        case .seatHeld:
            row.held += 1
        case .seatConfirmed:
            row.held -= 1
            row.confirmed += 1
        case .seatReleased(let seat):
            if seat.wasConfirmed { row.confirmed -= 1 } else { row.held -= 1 }
        }
    }

    static func key(of row: SlotRow) -> SlotID { row.slot }

    static func read(_ columns: inout ColumnReader) throws -> SlotRow {
        SlotRow(
            slot: try columns.id(),
            title: try columns.text(),
            capacity: try columns.int64(),
            held: try columns.int64(),
            confirmed: try columns.int64(),
            startsAt: try columns.optionalTime(),
            createdAt: try columns.time(),
            position: try columns.position()
        )
    }

    static func announce(_ row: SlotRow, in batch: inout ProjectionBatch) {
        batch.slots.append(row)
    }

    static func deadline(in event: RecordedEvent) -> DeadlineChange? {
        guard case .slot(let change) = event.event, case .slot(let slot) = event.stream
        else { return nil }
        let seat: (hold: HoldID, expiresAt: Timestamp?)
        switch change {
        case .seatHeld(let held): seat = (held.hold, held.expiresAt)
        case .seatConfirmed(let hold): seat = (hold, nil)
        case .seatReleased(let released):
            guard !released.wasConfirmed else { return nil }
            seat = (released.hold, nil)
        case .created, .changed: return nil
        }
        return DeadlineChange(
            position: event.position,
            subject: .seat(seat.hold, in: slot),
            expiresAt: seat.expiresAt
        )
    }
}

extension SlotRow: PositionedRow {}

import Events
import Model
import Postgres

/// `read.slot_availability`: each slot with its held and confirmed seats.
package enum SlotProjector: Projector {
    package static let projection = ReadModel.slotAvailability

    package static let table = TableShape(
        "slot_availability",
        columns: [
            .init("slot_id", .bigint), .init("title", .text), .init("capacity", .bigint),
            .init("held", .bigint), .init("confirmed", .bigint), .init("starts_at", .timestamptz),
            .init("created_at", .timestamptz), .init("position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> SlotID? {
        switch event.event {
        case .slot:
            guard case .slot(let slot) = event.stream else { return SlotID(0) }
            return slot
        case .user, .claim, .account, .hold, .shop, .product, .order, .session, .transfer, .rates,
            .basket, .service:
            return nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout SlotRow?
    ) throws(ProjectionFault) {
        guard case .slot(let change) = event.event else { return }
        guard case .slot(let slot) = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        if case .created(let details) = change {
            try requireNone(row, slot.rawValue, at: event.position)
            row = SlotRow(
                slot: slot,
                title: details.title,
                capacity: details.capacity,
                held: 0,
                confirmed: 0,
                startsAt: details.startsAt,
                createdAt: event.recordedAt,
                position: event.position
            )
            return
        }
        var changed = try existing(row, slot.rawValue, at: event.position)
        fold(change, into: &changed)
        changed.position = event.position
        row = changed
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

    package static func key(of row: SlotRow) -> SlotID { row.slot }

    package static func write(_ key: SlotID, to sink: inout some RowSink & ~Copyable) {
        sink.int64(key.rawValue)
    }

    package static func write(_ row: SlotRow, to sink: inout some RowSink & ~Copyable) {
        sink.int64(row.slot.rawValue)
        sink.text(row.title)
        sink.int64(row.capacity)
        sink.int64(row.held)
        sink.int64(row.confirmed)
        sink.optionalTimestamp(row.startsAt)
        sink.timestamp(row.createdAt)
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> SlotRow {
        SlotRow(
            slot: SlotID(try row.int64(0)),
            title: try row.string(1),
            capacity: try row.int64(2),
            held: try row.int64(3),
            confirmed: try row.int64(4),
            startsAt: try row.optionalTime(5),
            createdAt: try row.time(6),
            position: LogPosition(try row.int64(7))
        )
    }

    package static func announce(_ row: SlotRow, in batch: inout ProjectionBatch) {
        batch.slots.append(row)
    }

    package static func deadline(in event: RecordedEvent) -> DeadlineChange? {
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

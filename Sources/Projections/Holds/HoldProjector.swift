import Events
import Model
import Postgres

/// `read.holds`: each hold with its state and deadline.
package enum HoldProjector: Projector {
    package static let projection = ReadModel.holds

    package static let table = TableShape(
        "holds",
        columns: [
            .init("hold_id", .bigint), .init("slot_id", .bigint), .init("user_id", .bigint),
            .init("state", .text), .init("expires_at", .timestamptz),
            .init("created_at", .timestamptz), .init("updated_at", .timestamptz),
            .init("position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> HoldID? {
        switch event.event {
        case .hold:
            guard case .hold(let hold) = event.stream else { return HoldID(0) }
            return hold
        case .user, .claim, .account, .slot, .shop, .product, .order, .session, .transfer, .rates,
            .basket, .service:
            return nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout HoldRow?
    ) throws(ProjectionFault) {
        guard case .hold(let change) = event.event else { return }
        guard case .hold(let hold) = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        switch change {
        case .placed(let placed):
            try requireNone(row, hold.rawValue, at: event.position)
            row = HoldRow(
                hold: hold,
                slot: placed.slot,
                user: placed.user,
                state: .held,
                expiresAt: placed.expiresAt,
                createdAt: event.recordedAt,
                updatedAt: event.recordedAt,
                position: event.position
            )
        case .confirmed:
            row = try ended(row, hold, as: .confirmed, by: event)
        case .cancelled:
            row = try ended(row, hold, as: .cancelled, by: event)
        case .expired:
            row = try ended(row, hold, as: .expired, by: event)
        }
    }

    private static func ended(
        _ row: HoldRow?,
        _ hold: HoldID,
        as state: HoldState,
        by event: RecordedEvent
    ) throws(ProjectionFault) -> HoldRow {
        var changed = try existing(row, hold.rawValue, at: event.position)
        changed.state = state
        changed.updatedAt = event.recordedAt
        changed.position = event.position
        return changed
    }

    package static func key(of row: HoldRow) -> HoldID { row.hold }

    package static func write(_ key: HoldID, to sink: inout some RowSink & ~Copyable) {
        sink.int64(key.rawValue)
    }

    package static func write(_ row: HoldRow, to sink: inout some RowSink & ~Copyable) {
        sink.int64(row.hold.rawValue)
        sink.int64(row.slot.rawValue)
        sink.int64(row.user.rawValue)
        sink.text(row.state.rawValue)
        sink.timestamp(row.expiresAt)
        sink.timestamp(row.createdAt)
        sink.timestamp(row.updatedAt)
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> HoldRow {
        HoldRow(
            hold: HoldID(try row.int64(0)),
            slot: SlotID(try row.int64(1)),
            user: UserID(try row.int64(2)),
            state: try row.word(3),
            expiresAt: try row.time(4),
            createdAt: try row.time(5),
            updatedAt: try row.time(6),
            position: LogPosition(try row.int64(7))
        )
    }

    package static func announce(_ row: HoldRow, in batch: inout ProjectionBatch) {
        batch.holdUsers.insert(row.user)
    }
}

import Events
import Model

/// `read.holds`: each hold with its state and deadline.
enum HoldProjector: Projector {
    static let table = Table<HoldRow>(
        "holds",
        .bigint("hold_id") { $0.hold.rawValue },
        .bigint("slot_id") { $0.slot.rawValue },
        .bigint("user_id") { $0.user.rawValue },
        .text("state") { $0.state.rawValue },
        .timestamptz("expires_at") { $0.expiresAt },
        .timestamptz("created_at") { $0.createdAt },
        .timestamptz("updated_at") { $0.updatedAt },
        .bigint("position") { $0.position.rawValue },
        .text("reference") { $0.annotation?.reference },
        .json("metadata") { $0.annotation?.metadata?.json }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: HoldID, change: HoldEvent)? {
        guard case .hold(let change) = event.event else { return nil }
        guard case .hold(let hold) = event.stream else { throw event.wrongStream }
        return (hold, change)
    }

    static func apply(
        _ change: HoldEvent,
        to row: inout HoldRow?,
        _ hold: HoldID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        let state: HoldState
        switch change {
        case .placed(let placed):
            let new = HoldRow(
                hold: hold,
                slot: placed.slot,
                user: placed.user,
                state: .held,
                expiresAt: placed.expiresAt,
                createdAt: event.recordedAt,
                updatedAt: event.recordedAt,
                position: event.position,
                annotation: placed.annotation
            )
            return try make(&row, hold, event, new)
        case .confirmed: state = .confirmed
        case .cancelled: state = .cancelled
        case .expired: state = .expired
        }
        try self.change(&row, hold, event) { row in
            row.state = state
            row.updatedAt = event.recordedAt
        }
    }

    static func key(of row: HoldRow) -> HoldID { row.hold }

    static func read(_ columns: inout ColumnReader) throws -> HoldRow {
        HoldRow(
            hold: try columns.id(),
            slot: try columns.id(),
            user: try columns.id(),
            state: try columns.word(),
            expiresAt: try columns.time(),
            createdAt: try columns.time(),
            updatedAt: try columns.time(),
            position: try columns.position(),
            annotation: try columns.annotation()
        )
    }

    static func announce(_ row: HoldRow, in batch: inout ProjectionBatch) {
        batch.holdUsers.insert(row.user)
    }
}

/// One hold of a seat.
struct HoldRow: Hashable, PositionedRow {
    let hold: HoldID
    let slot: SlotID
    let user: UserID
    var state: HoldState
    let expiresAt: Timestamp
    let createdAt: Timestamp
    var updatedAt: Timestamp
    var position: LogPosition
    var annotation: Annotation?
}

/// The state of a hold; raw values are the words in `read.holds`.
///
/// `held` ends as any of the others, `confirmed` only as `cancelled`, and the last two have no way
/// out.
package enum HoldState: String, Hashable, Sendable, CaseIterable {
    case held
    case confirmed
    case cancelled
    case expired
}

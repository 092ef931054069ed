import Events
import Model

/// `read.invitations`: each invitation, who issued it, and what became of it.
enum InvitationProjector: Projector {
    static let table = Table<InvitationRow>(
        "invitations",
        .bigint("invitation_id") { $0.invitation.rawValue },
        .text("state") { $0.state.rawValue },
        .bigint("issued_by") { $0.issuedBy.rawValue },
        .timestamptz("created_at") { $0.createdAt },
        .timestamptz("expires_at") { $0.expiresAt },
        .timestamptz("ended_at") { $0.endedAt },
        .bigint("user_id") { $0.user?.rawValue },
        .bigint("position") { $0.position.rawValue }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: InvitationID, change: InvitationEvent)? {
        guard case .invitation(let change) = event.event else { return nil }
        guard case .invitation(let invitation) = event.stream else { throw event.wrongStream }
        return (invitation, change)
    }

    static func apply(
        _ change: InvitationEvent,
        to row: inout InvitationRow?,
        _ invitation: InvitationID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        switch change {
        case .issued(let issued):
            let new = InvitationRow(
                invitation: invitation,
                issuedBy: event.origin.actor,
                createdAt: event.recordedAt,
                expiresAt: issued.expiresAt,
                position: event.position
            )
            try make(&row, invitation, event, new)
        case .redeemed(let user):
            try self.change(&row, invitation, event) { row in
                row.state = .redeemed
                row.endedAt = event.recordedAt
                row.user = user
            }
        case .withdrawn:
            try self.change(&row, invitation, event) { row in
                row.state = .withdrawn
                row.endedAt = event.recordedAt
            }
        }
    }

    static func key(of row: InvitationRow) -> InvitationID { row.invitation }

    static func read(_ columns: inout ColumnReader) throws -> InvitationRow {
        InvitationRow(
            invitation: try columns.id(),
            state: try columns.word(),
            issuedBy: Actor(rawValue: try columns.int64()),
            createdAt: try columns.time(),
            expiresAt: try columns.time(),
            endedAt: try columns.optionalTime(),
            user: try columns.optionalID(),
            position: try columns.position()
        )
    }

    /// The list is not kept in the cache, so no change is announced.
    static func announce(_ row: InvitationRow, in batch: inout ProjectionBatch) {}
}

/// An invitation.
struct InvitationRow: Hashable, PositionedRow {
    let invitation: InvitationID
    var state = InvitationState.open
    let issuedBy: Actor
    let createdAt: Timestamp
    let expiresAt: Timestamp
    var endedAt: Timestamp?
    /// The user who registered with it.
    var user: UserID?
    var position: LogPosition
}

/// The state of an invitation; raw values are the words in `read.invitations`.
///
/// `open` becomes `redeemed` or `withdrawn`, which have no way out; an open one may have expired.
enum InvitationState: String, Hashable, Sendable, CaseIterable {
    case open
    case redeemed
    case withdrawn
}

import Events
import Model

/// `read.sessions`: each sign-in with its end.
enum SessionProjector: Projector {
    static let table = Table<SessionRow>(
        "sessions",
        .bigint("session_id") { $0.session.rawValue },
        .bigint("user_id") { $0.user.rawValue },
        .timestamptz("started_at") { $0.startedAt },
        .timestamptz("expires_at") { $0.expiresAt },
        .timestamptz("ended_at") { $0.endedAt },
        .bigint("position") { $0.position.rawValue }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: SessionID, change: SessionEvent)? {
        guard case .session(let change) = event.event else { return nil }
        guard case .session(let session) = event.stream else { throw event.wrongStream }
        return (session, change)
    }

    static func apply(
        _ change: SessionEvent,
        to row: inout SessionRow?,
        _ session: SessionID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        switch change {
        case .started(let started):
            let new = SessionRow(
                session: session,
                user: started.user,
                startedAt: event.recordedAt,
                expiresAt: started.expiresAt,
                position: event.position
            )
            try make(&row, session, event, new)
        case .refreshed(let refreshed):
            try self.change(&row, session, event) { $0.expiresAt = refreshed.expiresAt }
        case .ended:
            try self.change(&row, session, event) { $0.endedAt = event.recordedAt }
        }
    }

    static func key(of row: SessionRow) -> SessionID { row.session }

    static func read(_ columns: inout ColumnReader) throws -> SessionRow {
        SessionRow(
            session: try columns.id(),
            user: try columns.id(),
            startedAt: try columns.time(),
            expiresAt: try columns.time(),
            endedAt: try columns.optionalTime(),
            position: try columns.position()
        )
    }

    static func announce(_ row: SessionRow, in batch: inout ProjectionBatch) {
        if row.endedAt != nil { batch.endedSessions.insert(row.session) }
    }
}

/// A sign-in.
///
/// Its user's `SessionCut` may have ended it although it has no end of its own.
struct SessionRow: Hashable, PositionedRow {
    let session: SessionID
    let user: UserID
    let startedAt: Timestamp
    /// As of the last refresh.
    var expiresAt: Timestamp
    var endedAt: Timestamp?
    var position: LogPosition
}

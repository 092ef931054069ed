import Events
import Model
import Postgres

/// `read.sessions`: each sign-in with its end.
package enum SessionProjector: Projector {
    package static let projection = ReadModel.sessions

    package static let table = TableShape(
        "sessions",
        columns: [
            .init("session_id", .bigint), .init("user_id", .bigint),
            .init("started_at", .timestamptz), .init("expires_at", .timestamptz),
            .init("ended_at", .timestamptz), .init("position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> SessionID? {
        switch event.event {
        case .session:
            guard case .session(let session) = event.stream else { return SessionID(0) }
            return session
        case .user, .claim, .account, .slot, .hold, .shop, .product, .order, .transfer, .rates,
            .basket, .service:
            return nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout SessionRow?
    ) throws(ProjectionFault) {
        guard case .session(let change) = event.event else { return }
        guard case .session(let session) = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        switch change {
        case .started(let started):
            try requireNone(row, session.rawValue, at: event.position)
            row = SessionRow(
                session: session,
                user: started.user,
                startedAt: event.recordedAt,
                expiresAt: started.expiresAt,
                endedAt: nil,
                position: event.position
            )
        case .refreshed(let refreshed):
            var changed = try existing(row, session.rawValue, at: event.position)
            changed.expiresAt = refreshed.expiresAt
            changed.position = event.position
            row = changed
        case .ended:
            var changed = try existing(row, session.rawValue, at: event.position)
            changed.endedAt = event.recordedAt
            changed.position = event.position
            row = changed
        }
    }

    package static func key(of row: SessionRow) -> SessionID { row.session }

    package static func write(_ key: SessionID, to sink: inout some RowSink & ~Copyable) {
        sink.int64(key.rawValue)
    }

    package static func write(_ row: SessionRow, to sink: inout some RowSink & ~Copyable) {
        sink.int64(row.session.rawValue)
        sink.int64(row.user.rawValue)
        sink.timestamp(row.startedAt)
        sink.timestamp(row.expiresAt)
        sink.optionalTimestamp(row.endedAt)
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> SessionRow {
        SessionRow(
            session: SessionID(try row.int64(0)),
            user: UserID(try row.int64(1)),
            startedAt: try row.time(2),
            expiresAt: try row.time(3),
            endedAt: try row.optionalTime(4),
            position: LogPosition(try row.int64(5))
        )
    }

    package static func announce(_ row: SessionRow, in batch: inout ProjectionBatch) {
        if row.endedAt != nil { batch.endedSessions.insert(row.session) }
    }
}

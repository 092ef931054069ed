import Events
import Model
import Postgres

/// `read.users`: who there is, since when, with which roles, and
/// which of their sessions a change of password or the deletion has ended.
package enum UserProjector: Projector {
    package static let projection = ReadModel.users

    package static let table = TableShape(
        "users",
        columns: [
            .init("user_id", .bigint), .init("roles", .text), .init("created_at", .timestamptz),
            .init("position", .bigint), .init("state", .text),
            .init("sessions_ended_at", .timestamptz), .init("sessions_ended_before", .bigint),
            .init("session_kept", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> UserID? {
        switch event.event {
        case .user:
            guard case .user(let user) = event.stream else { return UserID(0) }
            return user
        case .claim, .account, .slot, .hold, .shop, .product, .order, .session, .transfer, .rates,
            .basket, .service:
            return nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout UserRow?
    ) throws(ProjectionFault) {
        guard case .user(let change) = event.event else { return }
        guard case .user(let user) = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        switch change {
        case .registered:
            try requireNone(row, user.rawValue, at: event.position)
            row = UserRow(
                user: user,
                roles: [],
                createdAt: event.recordedAt,
                position: event.position
            )
        case .roleGranted(let granted):
            var changed = try existing(row, user.rawValue, at: event.position)
            if !changed.roles.contains(granted.role) { changed.roles.append(granted.role) }
            changed.position = event.position
            row = changed
        case .passwordChanged(let password):
            var changed = try existing(row, user.rawValue, at: event.position)
            changed.cut = SessionCut(
                endedAt: event.recordedAt,
                before: password.endedBefore,
                kept: password.kept
            )
            changed.position = event.position
            row = changed
        case .deleted(let deleted):
            var changed = try existing(row, user.rawValue, at: event.position)
            changed.state = .deleted
            changed.cut = SessionCut(
                endedAt: event.recordedAt,
                before: deleted.endedBefore,
                kept: nil
            )
            changed.position = event.position
            row = changed
        case .restored:
            // The sessions that the deletion has ended stay so.
            var changed = try existing(row, user.rawValue, at: event.position)
            changed.state = .active
            changed.position = event.position
            row = changed
        case .erased:
            var changed = try existing(row, user.rawValue, at: event.position)
            changed.state = .erased
            changed.position = event.position
            row = changed
        }
    }

    package static func key(of row: UserRow) -> UserID { row.user }

    package static func write(_ key: UserID, to sink: inout some RowSink & ~Copyable) {
        sink.int64(key.rawValue)
    }

    package static func write(_ row: UserRow, to sink: inout some RowSink & ~Copyable) {
        sink.int64(row.user.rawValue)
        // The words of roles are ours and need no escape.
        let roles = row.roles.map { "\"\($0.rawValue)\"" }.joined(separator: ",")
        sink.text("[\(roles)]")
        sink.timestamp(row.createdAt)
        sink.int64(row.position.rawValue)
        sink.text(row.state.rawValue)
        sink.optionalTimestamp(row.cut?.endedAt)
        sink.optionalInt64(row.cut?.before.rawValue)
        sink.optionalInt64(row.cut?.kept?.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> UserRow {
        let words = try row.string(1).split { $0 == "[" || $0 == "]" || $0 == "," || $0 == "\"" }
        let roles = try words.map { word in
            guard let role = Role(rawValue: String(word)) else {
                throw PostgresError.decoding("column roles has the unknown word \(word)")
            }
            return role
        }
        return UserRow(
            user: UserID(try row.int64(0)),
            roles: roles,
            createdAt: try row.time(2),
            position: LogPosition(try row.int64(3)),
            state: try row.word(4),
            cut: try cut(row)
        )
    }

    private static func cut(_ row: ResultRow) throws -> SessionCut? {
        guard let endedAt = try row.optionalTime(5) else { return nil }
        return SessionCut(
            endedAt: endedAt,
            before: SessionID(try row.int64(6)),
            kept: try row.optionalID(7)
        )
    }

    package static func announce(_ row: UserRow, in batch: inout ProjectionBatch) {
        batch.users.append(row)
    }
}

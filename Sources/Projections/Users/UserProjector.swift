import Events
import Postgres

/// `read.users`: who there is, since when and with which roles.
package enum UserProjector: Projector {
    package static let projection = ProjectionName.users

    package static let table = TableShape(
        "users",
        columns: [
            .init("user_id", .bigint), .init("roles", .text), .init("created_at", .timestamptz),
            .init("position", .bigint),
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
        case .passwordChanged, .deleted, .restored, .erased: return  // PROVISIONAL
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
            position: LogPosition(try row.int64(3))
        )
    }

    package static func announce(_ row: UserRow, in batch: inout ProjectionBatch) {
        batch.users.append(row)
    }
}

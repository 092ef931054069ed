import Events
import Model
import Postgres

/// `read.users`: all users, when they registered, with which roles, and which of their sessions a
/// change of password, the deletion and the like have ended.
enum UserProjector: Projector {
    static let table = Table<UserRow>(
        "users",
        .bigint("user_id") { $0.user.rawValue },
        .text("roles") { row in
            // The words of roles are ours and need no escape.
            "[" + row.roles.map { "\"\($0.rawValue)\"" }.joined(separator: ",") + "]"
        },
        .timestamptz("created_at") { $0.createdAt },
        .bigint("position") { $0.position.rawValue },
        .text("state") { $0.state.rawValue },
        .timestamptz("sessions_ended_at") { $0.cut?.endedAt },
        .bigint("sessions_ended_before") { $0.cut?.before.rawValue },
        .bigint("session_kept") { $0.cut?.kept?.rawValue }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: UserID, change: UserEvent)? {
        guard case .user(let change) = event.event else { return nil }
        guard case .user(let user) = event.stream else { throw event.wrongStream }
        return (user, change)
    }

    static func apply(
        _ change: UserEvent,
        to row: inout UserRow?,
        _ user: UserID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        guard case .registered = change else {
            return try self.change(&row, user, event) { fold(change, into: &$0, by: event) }
        }
        let new = UserRow(
            user: user,
            roles: [],
            createdAt: event.recordedAt,
            position: event.position
        )
        try make(&row, user, event, new)
    }

    private static func fold(_ change: UserEvent, into row: inout UserRow, by event: RecordedEvent)
    {
        func cut(before: SessionID, kept: SessionID? = nil) -> SessionCut {
            SessionCut(endedAt: event.recordedAt, before: before, kept: kept)
        }
        switch change {
        case .registered: return
        case .roleGranted(let granted):
            if !row.roles.contains(granted.role) { row.roles.append(granted.role) }
        case .roleRevoked(let revoked):
            row.roles.removeAll { $0 == revoked.role }
            row.cut = cut(before: revoked.endedBefore)
        case .passwordResetIssued, .detailsChanged: return
        case .sessionsEnded(let ended):
            row.cut = cut(before: ended.endedBefore, kept: ended.kept)
        case .passwordChanged(let password):
            row.cut = cut(before: password.endedBefore, kept: password.kept)
        case .deleted(let deleted):
            row.state = .deleted
            row.cut = cut(before: deleted.endedBefore)
        case .restored:
            // The sessions that the deletion has ended stay ended.
            row.state = .active
        case .erased:
            row.state = .erased
        }
    }

    static func key(of row: UserRow) -> UserID { row.user }

    static func read(_ columns: inout ColumnReader) throws -> UserRow {
        UserRow(
            user: try columns.id(),
            roles: try roles(try columns.text()),
            createdAt: try columns.time(),
            position: try columns.position(),
            state: try columns.word(),
            cut: try cut(&columns)
        )
    }

    private static func roles(_ list: String) throws -> [Role] {
        let words = list.split { $0 == "[" || $0 == "]" || $0 == "," || $0 == "\"" }
        return try words.map { word in
            guard let role = Role(rawValue: String(word)) else {
                throw PostgresError.decoding("column roles has the unknown word \(word)")
            }
            return role
        }
    }

    private static func cut(_ columns: inout ColumnReader) throws -> SessionCut? {
        guard let endedAt = try columns.optionalTime() else { return nil }
        return SessionCut(
            endedAt: endedAt,
            before: try columns.id(),
            kept: try columns.optionalID()
        )
    }

    static func announce(_ row: UserRow, in batch: inout ProjectionBatch) {
        batch.users.append(row)
    }
}

/// A user without personal data.
package struct UserRow: Hashable, Sendable, PositionedRow {
    package let user: UserID
    /// Each once, in the order of granting.
    package var roles: [Role]
    package let createdAt: Timestamp
    /// The last event that changed this row.
    package var position: LogPosition
    package var state = UserState.active
    /// Ends the sessions before it, even those without an end of their own.
    package var cut: SessionCut?
}

/// The state of a user; raw values are the words in `read.users`.
///
/// `active` becomes `deleted`, `deleted` becomes `active` again or `erased`, which has no way out.
package enum UserState: String, Hashable, Sendable, CaseIterable {
    case active
    case deleted
    case erased
}

/// The end of a user's sessions: the password was changed, or the user deleted.
package struct SessionCut: Hashable, Sendable {
    package let endedAt: Timestamp
    /// Sessions with a smaller id are over.
    package let before: SessionID
    /// The one that stays open.
    package let kept: SessionID?

    package init(endedAt: Timestamp, before: SessionID, kept: SessionID?) {
        self.endedAt = endedAt
        self.before = before
        self.kept = kept
    }

    /// Whether the session, one of the user's, is over.
    package func ends(_ session: SessionID) -> Bool {
        session < before && session != kept
    }
}

import Events

@testable import Model

/// The sessions, passwords and deletions of users, by the events of the log.
struct IdentityTables {
    struct SessionRow {
        let user: UserID
        var generation: Int64 = 1
        var deadline: Timestamp
        var isOver = false
    }

    var sessions: [SessionID: SessionRow] = [:]
    var passwordChanges: [UserID: Int64] = [:]
    var deleted: Set<UserID> = []
    var erased: Set<UserID> = []

    /// Ends every open session of the user except one.
    mutating func endSessions(of user: UserID, but kept: SessionID? = nil) {
        for (id, session) in sessions where session.user == user && id != kept {
            sessions[id]?.isOver = true
        }
    }
}

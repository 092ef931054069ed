import Events
import Model

/// A user without personal data.
package struct UserRow: Hashable, Sendable {
    package let user: UserID
    /// Each once, in the order of granting.
    package var roles: [Role]
    package let createdAt: Timestamp
    /// The last event that changed this row.
    package var position: LogPosition
    package var state: UserState
    /// Which sessions are over, whether or not they ended by themselves.
    package var cut: SessionCut?

    package init(
        user: UserID,
        roles: [Role],
        createdAt: Timestamp,
        position: LogPosition,
        state: UserState = .active,
        cut: SessionCut? = nil
    ) {
        self.user = user
        self.roles = roles
        self.createdAt = createdAt
        self.position = position
        self.state = state
        self.cut = cut
    }
}

/// Where a user stands; raw values are the words in `read.users`.
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
    /// The one that goes on nevertheless.
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

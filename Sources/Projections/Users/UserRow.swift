import Events

/// A user without personal data.
package struct UserRow: Hashable, Sendable {
    package let user: UserID
    /// Each once, in the order of granting.
    package var roles: [Role]
    package let createdAt: Timestamp
    /// The last event that changed this row.
    package var position: LogPosition

    package init(user: UserID, roles: [Role], createdAt: Timestamp, position: LogPosition) {
        self.user = user
        self.roles = roles
        self.createdAt = createdAt
        self.position = position
    }
}

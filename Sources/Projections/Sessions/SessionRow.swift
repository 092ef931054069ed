import Events
import Model

/// A sign-in.
///
/// It may be over by its user's `SessionCut` without an end of its own.
package struct SessionRow: Hashable, Sendable {
    package let session: SessionID
    package let user: UserID
    package let startedAt: Timestamp
    /// As of the last refresh.
    package var expiresAt: Timestamp
    package var endedAt: Timestamp?
    /// The last event that changed this row.
    package var position: LogPosition

    package init(
        session: SessionID,
        user: UserID,
        startedAt: Timestamp,
        expiresAt: Timestamp,
        endedAt: Timestamp?,
        position: LogPosition
    ) {
        self.session = session
        self.user = user
        self.startedAt = startedAt
        self.expiresAt = expiresAt
        self.endedAt = endedAt
        self.position = position
    }
}

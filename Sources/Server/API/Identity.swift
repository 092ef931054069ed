import EventStore
import Events
import Model

/// Who a request comes from, as its token says.
package struct Identity: Equatable, Sendable {
    package let user: UserID
    /// The sign-in that the token was given at.
    package let session: SessionID
    /// Where the log has the event that the token was issued for.
    package let issuedAt: LogPlace
    package let isAdministrator: Bool

    package init(user: UserID, session: SessionID, issuedAt: LogPlace, isAdministrator: Bool) {
        self.user = user
        self.session = session
        self.issuedAt = issuedAt
        self.isAdministrator = isAdministrator
    }
}

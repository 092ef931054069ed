import EventStore
import Events
import Model

/// Who a request comes from, as its token says.
struct Identity: Equatable, Sendable {
    let user: UserID
    /// The sign-in that the token was given at.
    let session: SessionID
    /// Where the log has the event that the token was issued for.
    let issuedAt: LogPlace
    let isAdministrator: Bool
}

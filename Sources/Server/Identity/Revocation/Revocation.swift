import Events
import Model

/// What makes access tokens worth nothing before they expire.
package enum Revocation: Equatable, Sendable {
    /// The session is over.
    case session(SessionID)
    /// The user's sessions with an id below `before` are over, but for `kept`.
    case sessions(of: UserID, before: SessionID, kept: SessionID?)
}

extension Revocation {
    /// Nil for an event that ends no session.
    package init?(_ recorded: RecordedEvent) {
        switch (recorded.stream, recorded.event) {
        case (.session(let session), .session(.ended)): self = .session(session)
        case (.user(let user), .user(.passwordChanged(let changed))):
            self = .sessions(of: user, before: changed.endedBefore, kept: changed.kept)
        case (.user(let user), .user(.deleted(let deleted))):
            self = .sessions(of: user, before: deleted.endedBefore, kept: nil)
        case _: return nil
        }
    }
}

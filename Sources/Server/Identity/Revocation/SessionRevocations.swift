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

/// The revocations that tokens which have not expired may fall under.
///
/// As many as were made within the longest lifetime that an access token can be given: bounded by the
/// sign-ins, each of which costs a password's hash.
struct SessionRevocations: Sendable {
    private struct Cut {
        let before: SessionID
        let kept: SessionID?
        let until: Int64
    }

    /// Until when each is to be remembered.
    private var ended: [SessionID: Int64] = [:]
    /// The last of each user says it for all: what it keeps was not over before it.
    private var cuts: [UserID: Cut] = [:]

    var isEmpty: Bool { ended.isEmpty && cuts.isEmpty }

    func isEnded(_ session: SessionID, of user: UserID) -> Bool {
        if ended[session] != nil { return true }
        guard let cut = cuts[user] else { return false }
        return session < cut.before && session != cut.kept
    }

    /// False if it was known already.
    ///
    /// `until`: in seconds since 1970, when every token that it ends has expired.
    mutating func add(_ revocation: Revocation, until: Int64) -> Bool {
        switch revocation {
        case .session(let session):
            guard ended[session] == nil else { return false }
            ended[session] = until
        case .sessions(let user, let before, let kept):
            if let known = cuts[user], known.before >= before { return false }
            cuts[user] = Cut(before: before, kept: kept, until: until)
        }
        return true
    }

    /// Forgets sessions and users that were behind the position where the log now ends, or that have
    /// another meaning by now; a session that was ended stays ended.
    mutating func cutBack(to position: LogPosition) {
        let next = SessionID(createdAt: position.advanced(by: 1))
        ended = ended.filter { $0.key < next }
        cuts = cuts.filter { $0.key.rawValue <= position.rawValue }.mapValues { cut in
            Cut(before: min(cut.before, next), kept: cut.kept, until: cut.until)
        }
    }

    /// Forgets those whose tokens have all expired.
    mutating func prune(now: Int64) {
        ended = ended.filter { now < $0.value }
        cuts = cuts.filter { now < $0.value.until }
    }
}

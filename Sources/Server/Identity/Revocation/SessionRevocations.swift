import Events
import Model

/// An event that makes access tokens invalid before they expire.
package enum Revocation: Equatable, Sendable {
    /// The session is over.
    case session(SessionID)
    /// The user's sessions with an id below `before` are over, except `kept`.
    case sessions(of: UserID, before: SessionID, kept: SessionID?)
}

extension Revocation {
    /// The events that end sessions.
    static let types: [EventType] = [
        .session(.ended), .user(.passwordChanged), .user(.sessionsEnded), .user(.roleRevoked),
        .user(.deleted),
    ]

    /// Nil unless the event ends sessions.
    package init?(_ recorded: RecordedEvent) {
        switch (recorded.stream, recorded.event) {
        case (.session(let session), .session(.ended)): self = .session(session)
        case (.user(let user), .user(.passwordChanged(let changed))):
            self = .sessions(of: user, before: changed.endedBefore, kept: changed.kept)
        case (.user(let user), .user(.sessionsEnded(let ended))):
            self = .sessions(of: user, before: ended.endedBefore, kept: ended.kept)
        case (.user(let user), .user(.roleRevoked(let revoked))):
            self = .sessions(of: user, before: revoked.endedBefore, kept: nil)
        case (.user(let user), .user(.deleted(let deleted))):
            self = .sessions(of: user, before: deleted.endedBefore, kept: nil)
        case _: return nil
        }
    }
}

/// The revocations of tokens that may not have expired yet.
///
/// These are the revocations within the longest lifetime of an access token. Sign-ins bound their
/// number, since each costs a password's hash.
struct SessionRevocations: Sendable {
    private struct Cut {
        let before: SessionID
        let kept: SessionID?
        let until: Int64
    }

    /// Until when each is remembered.
    private var ended: [SessionID: Int64] = [:]
    /// The last cut of each user includes the earlier ones: the session that it keeps was not over
    /// before.
    private var cuts: [UserID: Cut] = [:]

    var isEmpty: Bool { ended.isEmpty && cuts.isEmpty }

    func isEnded(_ session: SessionID, of user: UserID) -> Bool {
        if ended[session] != nil { return true }
        guard let cut = cuts[user] else { return false }
        return session < cut.before && session != cut.kept
    }

    /// Returns false if the revocation was known already.
    ///
    /// At `until`, in seconds since 1970, every token that it ends has expired.
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

    /// Forgets the sessions and users that the log has lost, since their ids are used again.
    ///
    /// A session that was ended before that position stays ended.
    mutating func cutBack(to position: LogPosition) {
        let next = SessionID(createdAt: position.advanced(by: 1))
        ended = ended.filter { $0.key < next }
        cuts = cuts.filter { $0.key.rawValue <= position.rawValue }.mapValues { cut in
            Cut(before: min(cut.before, next), kept: cut.kept, until: cut.until)
        }
    }

    /// Forgets the revocations whose tokens have all expired.
    mutating func prune(now: Int64) {
        ended = ended.filter { now < $0.value }
        cuts = cuts.filter { now < $0.value.until }
    }
}

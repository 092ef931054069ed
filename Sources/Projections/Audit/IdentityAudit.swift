import Events
import Model
import Projections

/// Checks that users register first and are deleted, restored and erased in order; and that
/// sessions belong to active users, are refreshed generation by generation, and end once.
struct IdentityAudit: Sendable {
    private struct Session {
        let user: UserID
        var generation: Int64 = 1
    }

    /// Only users who are not active.
    private var gone: [UserID: UserState] = [:]
    private var cuts: [UserID: SessionCut] = [:]
    /// Only sessions without an end of their own.
    private var sessions: [SessionID: Session] = [:]
    /// Users whom the present command has deleted or restored.
    private(set) var touched: Set<UserID> = []

    func isGone(_ user: UserID) -> Bool { gone[user] != nil }

    mutating func commandEnded() {
        if !touched.isEmpty { touched.removeAll() }
    }

    mutating func check(_ change: UserEvent, _ event: RecordedEvent) throws(InvariantViolation) {
        guard case .user(let user) = event.stream else { throw .wrongStream(event) }
        let isFirst = event.version == StreamVersion.none.next
        if case .registered = change {
            guard isFirst else { throw .identity(event) }
            return
        }
        guard !isFirst else { throw .identity(event) }
        switch change {
        case .registered, .roleGranted: return
        case .passwordResetIssued, .detailsChanged:
            guard gone[user] == nil else { throw .notFollowing(event) }
        case .roleRevoked(let revoked):
            try cut(user, before: revoked.endedBefore, kept: nil, event)
        case .sessionsEnded(let ended):
            guard gone[user] == nil else { throw .notFollowing(event) }
            try cut(user, before: ended.endedBefore, kept: ended.kept, event)
        case .passwordChanged(let changed):
            guard gone[user] == nil else { throw .notFollowing(event) }
            try cut(user, before: changed.endedBefore, kept: changed.kept, event)
        case .deleted(let deleted):
            guard gone.updateValue(.deleted, forKey: user) == nil
            else { throw .notFollowing(event) }
            try cut(user, before: deleted.endedBefore, kept: nil, event)
            touched.insert(user)
        case .restored:
            guard gone[user] == .deleted else { throw .notFollowing(event) }
            gone[user] = nil
            touched.insert(user)
        case .erased:
            guard gone[user] == .deleted else { throw .notFollowing(event) }
            gone[user] = .erased
        }
    }

    private mutating func cut(
        _ user: UserID,
        before: SessionID,
        kept: SessionID?,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        guard before == SessionID(createdAt: event.position) else { throw .notFollowing(event) }
        cuts[user] = SessionCut(endedAt: event.recordedAt, before: before, kept: kept)
    }

    mutating func check(_ change: SessionEvent, _ event: RecordedEvent) throws(InvariantViolation) {
        guard case .session(let session) = event.stream else { throw .wrongStream(event) }
        switch change {
        case .started(let started):
            guard event.version == StreamVersion.none.next,
                session == SessionID(createdAt: event.position)
            else { throw .identity(event) }
            guard gone[started.user] == nil else { throw .notFollowing(event) }
            sessions[session] = Session(user: started.user)
        case .refreshed(let refreshed):
            let before = try open(session, of: refreshed.user, event)
            guard refreshed.generation == before.generation + 1 else { throw .notFollowing(event) }
            sessions[session]?.generation = refreshed.generation
        case .ended(let ended):
            _ = try open(session, of: ended.user, event)
            sessions[session] = nil
        }
    }

    private func open(
        _ id: SessionID,
        of user: UserID,
        _ event: RecordedEvent
    ) throws(InvariantViolation) -> Session {
        guard let session = sessions[id], session.user == user, cuts[user]?.ends(id) != true
        else { throw .notFollowing(event) }
        return session
    }

    /// Takes an earlier event of a session that is to change.
    mutating func recall(_ change: SessionEvent, of session: SessionID) {
        switch change {
        case .started(let started): sessions[session] = Session(user: started.user)
        case .refreshed(let refreshed): sessions[session]?.generation = refreshed.generation
        case .ended: sessions[session] = nil
        }
    }
}

extension IdentityAudit: AuditState {
    func write(to state: inout AuditStateWriter) {
        state.add(gone) { state, entry in
            state.add(entry.key)
            state.add(entry.value == .erased ? 1 : 0)
        }
        state.add(cuts) { state, entry in
            state.add(entry.key)
            state.add(entry.value.endedAt.microseconds)
            state.add(entry.value.before)
            state.add([entry.value.kept].compactMap { $0 }) { $0.add($1) }
        }
    }

    init(from state: inout AuditStateReader) throws(MalformedAuditState) {
        for _ in 0..<(try state.count()) {
            gone[try state.id()] = try state.number() == 1 ? .erased : .deleted
        }
        for _ in 0..<(try state.count()) {
            let user: UserID = try state.id()
            let endedAt = Timestamp(microseconds: try state.number())
            let before: SessionID = try state.id()
            let kept: SessionID? = try state.count() > 0 ? try state.id() : nil
            cuts[user] = SessionCut(endedAt: endedAt, before: before, kept: kept)
        }
    }
}

/// Checks that an invitation is issued first and ends once.
struct InvitationAudit: Sendable {
    private var open: Set<InvitationID> = []

    mutating func check(
        _ change: InvitationEvent,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        guard case .invitation(let invitation) = event.stream else { throw .wrongStream(event) }
        switch change {
        case .issued:
            guard event.version == StreamVersion.none.next,
                invitation == InvitationID(createdAt: event.position)
            else { throw .identity(event) }
            open.insert(invitation)
        case .redeemed, .withdrawn:
            guard open.remove(invitation) != nil else { throw .notFollowing(event) }
        }
    }

    /// Takes an earlier event of an invitation that is to end.
    mutating func recall(_ change: InvitationEvent, of invitation: InvitationID) {
        switch change {
        case .issued: open.insert(invitation)
        case .redeemed, .withdrawn: open.remove(invitation)
        }
    }
}

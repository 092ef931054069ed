import API
import Events

/// One event loop's copy of what the board says: renewed when there is more, and asked for every
/// request, without a lock.
package struct RevocationCopy {
    private let board: RevocationBoard
    private var known = SessionRevocations()
    private var version = 0
    private var nextPruning: Int64 = 0

    package init(_ board: RevocationBoard) {
        self.board = board
    }

    /// `now` in seconds since 1970.
    package mutating func isEnded(_ identity: Identity, now: Int64) -> Bool {
        if board.version != version { renew(now: now) }
        return !known.isEmpty && known.isEnded(identity.session, of: identity.user)
    }

    private mutating func renew(now: Int64) {
        let (entries, next) = board.entries(from: version)
        version = next
        for entry in entries {
            switch entry.change {
            case .revoked(let revocation): _ = known.add(revocation, until: entry.until)
            case .cutBack(let position): known.cutBack(to: position)
            }
        }
        guard now >= nextPruning else { return }
        nextPruning = now + RevocationBoard.pruningSeconds
        known.prune(now: now)
    }
}

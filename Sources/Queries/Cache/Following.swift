import Model

/// How far a part of the cache has followed its read model.
///
/// Never goes back, not even over a loss, unless the log itself did.
///
/// States: cold (nothing may be served; left by `warmed`) and warm (left by `restart`).
struct Following: Hashable, Sendable {
    /// Up to where what is held is complete; nil while cold.
    private(set) var position: LogPosition?
    /// The newest position that may have been shown to a client.
    private(set) var shown = LogPosition.start
    /// How far the batches got that came while cold.
    private var seen = LogPosition.start
    /// From where on batches name all that changed: what is read before cannot be kept.
    private(set) var base = LogPosition.start

    /// A batch was applied.
    ///
    /// Its position may be one that was reached already.
    mutating func advance(to next: LogPosition) {
        seen = max(seen, next)
        guard let current = position, next > current else { return }
        position = next
        shown = max(shown, next)
    }

    /// Whether a snapshot with the batches since is whole and not older than what was shown.
    ///
    /// If not, the database is a standby that lags, or its read models have yet to catch up again
    /// with its log.
    func accepts(_ snapshot: LogPosition) -> Bool {
        snapshot >= base && max(snapshot, seen) >= shown
    }

    /// A snapshot was taken in whole, with the batches since.
    ///
    /// Without effect unless accepted.
    mutating func warmed(at snapshot: LogPosition) {
        guard accepts(snapshot), position == nil else { return }
        let reached = max(snapshot, seen)
        // Batches up to the snapshot may be yet to come: till then they have named nothing.
        base = max(base, snapshot)
        position = reached
        shown = reached
    }

    /// What is held is not complete any more, and batches name all changes only from `base` on.
    ///
    /// Batches from before count for nothing, nor does what was shown from beyond the log's end:
    /// they belong to a history that a failover cut off.
    mutating func restart(at base: LogPosition, logEnd: LogPosition) {
        self.base = base
        position = nil
        seen = .start
        shown = min(shown, logEnd)
    }
}

import Model
import Queries

/// How far a part of the cache has followed its read model.
///
/// It never goes back, not even over a loss, unless the log itself did.
///
/// States: cold (answers nothing; left by `warmed`) and warm (left by `restart`).
struct Following: Hashable, Sendable {
    /// The position up to which the cache is complete; nil while cold.
    private(set) var position: LogPosition?
    /// The newest position that may have been shown to a client.
    private(set) var shown = LogPosition.start
    /// The last position of the batches that came while cold.
    private var seen = LogPosition.start
    /// Batches name all changes from here on: results from before can't be kept.
    private(set) var base = LogPosition.start

    /// A batch was applied; its position may have been reached before.
    mutating func advance(to next: LogPosition) {
        seen = max(seen, next)
        guard let current = position, next > current else { return }
        position = next
        shown = max(shown, next)
    }

    /// Whether a snapshot with the batches since is whole and as new as the position that was
    /// shown.
    ///
    /// If not, the database is a standby that lags, or its read models have yet to catch up with
    /// its log.
    func accepts(_ snapshot: LogPosition) -> Bool {
        snapshot >= base && max(snapshot, seen) >= shown
    }

    /// A whole snapshot was stored, with the batches since.
    ///
    /// Without effect unless accepted.
    mutating func warmed(at snapshot: LogPosition) {
        guard accepts(snapshot), position == nil else { return }
        let reached = max(snapshot, seen)
        // Batches up to the snapshot may be yet to come: their changes are not known before.
        base = max(base, snapshot)
        position = reached
        shown = reached
    }

    /// The cache is no longer complete, and batches name all changes only from `base` on.
    ///
    /// Earlier batches do not count, nor do positions that were shown from beyond the log's end:
    /// they belong to a history that a failover cut off.
    mutating func restart(at base: LogPosition, logEnd: LogPosition) {
        self.base = base
        position = nil
        seen = .start
        shown = min(shown, logEnd)
    }
}

/// How a row of a warming snapshot compares with the row that the cache holds.
package enum RowComparison: Hashable, Sendable {
    /// The cache has this row or a newer one.
    case keep
    /// The cache is cold and is being filled.
    case fill
    /// The cache should have exactly this row and has not: it missed a change.
    case drifted
    /// The row is of a batch that the cache has yet to get; storing it now would show part of it.
    case ahead

    /// Compares a row of the snapshot with the one that the cache holds, if there is one.
    ///
    /// `snapshot` is the snapshot's position and `cache` the cache's, nil while it is cold.
    static func of<Row: PositionedRow>(
        _ row: Row,
        held: Row?,
        snapshot: LogPosition,
        cache: LogPosition?
    ) -> RowComparison {
        if held == row { return .keep }
        guard let cache else {
            // Batches that came while the snapshot was read may be newer than it.
            return held.map { $0.position > row.position } == true ? .keep : .fill
        }
        if row.position > cache { return .ahead }
        if let held, held.position > snapshot { return .keep }
        return .drifted
    }
}

/// A row with the position of the last event that changed it.
protocol PositionedRow: Equatable {
    var position: LogPosition { get }
}

extension BalanceRow: PositionedRow {}
extension SlotRow: PositionedRow {}

/// When each read model was last known to hold the whole log.
///
/// One thread may look at the log's end and another may move the read models: a read model holds
/// everything that the log held at a look once it has reached the end that was seen. So a read
/// model that nobody moves gets older as soon as any thread sees that the log has grown.
///
/// Times are milliseconds of the caller's monotonic clock.
struct Confirmation: Sendable {
    /// At `time` the log ended at `end`.
    private struct Look {
        var end = LogPosition.start
        var time: Int64
    }

    private var confirmedAt: PerReadModel<Int64>
    private var positions = ReadPositions()
    /// The end that a read model has yet to reach, from the oldest look that it does not confirm
    /// yet: a busy read model may never reach the newest.
    private var awaited: PerReadModel<Look?>
    private var latest: Look

    /// Until something is confirmed, every age counts from `now`.
    init(now: Int64) {
        confirmedAt = PerReadModel(all: now)
        awaited = PerReadModel(all: nil)
        latest = Look(time: now)
    }

    /// The read models are at `positions`, and at `time` the log ended at `logEnd`.
    mutating func confirm(_ positions: ReadPositions, logEnd: LogPosition, at time: Int64) {
        self.positions = positions
        look(logEnd, at: time)
    }

    /// At `time` the log ended at `logEnd`.
    mutating func look(_ logEnd: LogPosition, at time: Int64) {
        let look = Look(end: logEnd, time: time)
        // Several threads look; a slower thread has seen an older end.
        if time >= latest.time { latest = look }
        for model in ReadModel.allCases { settle(model, look) }
    }

    private mutating func settle(_ model: ReadModel, _ look: Look) {
        let position = positions[model]
        if let old = awaited[model], position >= old.end {
            confirmedAt[model] = max(confirmedAt[model], old.time)
            awaited[model] = nil
        }
        guard position < look.end else {
            confirmedAt[model] = max(confirmedAt[model], look.time)
            return
        }
        // A log that has lost its end never reaches the awaited one.
        if let old = awaited[model], old.end <= look.end { return }
        awaited[model] = look
    }

    func age(of model: ReadModel, now: Int64) -> Int {
        Self.age(of: confirmedAt[model], now: now)
    }

    /// As of the last look.
    var progress: LogProgress {
        LogProgress(
            end: latest.end,
            lagSeconds: confirmedAt.map { Self.age(of: $0, now: latest.time) }
        )
    }

    private static func age(of time: Int64, now: Int64) -> Int {
        max(0, Int(now - time) / 1_000)
    }
}

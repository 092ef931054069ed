import EventStore
import Events
import Model
import Projections

/// How far the feed may go: as far as the read models, so that a query for a frame's id finds it.
struct ReadableEnd {
    private var positions: [ReadModel: LogPosition] = [:]
    /// Where the log ended when the projections last began anew, maybe with another server.
    private var restartedAt: LogPosition?
    /// The history that they began again in, and the log's end then.
    private var begun: (history: LogHistory, logEnd: LogPosition)?

    /// What the projections have announced.
    mutating func reach(_ batch: ProjectionBatch) {
        positions = batch.positions
        switch batch.kind {
        case .advanced: break
        case .reset:
            restartedAt = min(restartedAt ?? batch.tail, batch.tail)
            if let source = batch.source { begun = (source.history, batch.tail) }
        }
    }

    /// The history that the projections have begun again in; once.
    mutating func takeHistory() -> (history: LogHistory, logEnd: LogPosition)? {
        defer { begun = nil }
        return begun
    }

    /// The log's end when it turned out to be before something that was told; once.
    mutating func takeLoss(told: LogPosition?) -> LogPosition? {
        defer { restartedAt = nil }
        guard let told, let restartedAt, restartedAt < told else { return nil }
        return restartedAt
    }

    /// Nil before anything was announced; projections that have stopped for good are not waited for.
    func position(without stopped: Set<ReadModel>) -> LogPosition? {
        positions.filter { !stopped.contains($0.key) }.values.min()
    }
}

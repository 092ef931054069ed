import Model

/// When each read model was last known to hold the whole log.
///
/// One thread may look at the log's end and another may move the read models: a read model holds
/// everything that the log held at a look once it has reached the end that was seen. So a read model
/// that nobody moves gets older as soon as any thread sees that the log has grown.
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
    /// The end that a read model has yet to reach, from the oldest look that it does not confirm yet:
    /// a busy read model may never reach the newest.
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

/// When each read model was last known to hold the whole log.
///
/// Times are milliseconds of the caller's monotonic clock.
struct Confirmation: Sendable {
    private var confirmedAt: [Int64]
    private var logEnd = ReadPosition.start
    private var lookedAt: Int64

    /// Until something is confirmed, all count from `now`.
    init(now: Int64) {
        confirmedAt = Array(repeating: now, count: ReadModel.allCases.count)
        lookedAt = now
    }

    /// At `time` the log ended at `logEnd`.
    mutating func confirm(_ positions: ReadPositions, logEnd: ReadPosition, at time: Int64) {
        for model in ReadModel.allCases where positions[model] >= logEnd {
            confirmedAt[model.rawValue] = time
        }
        // Two threads look; what the slower one has seen is older.
        guard time >= lookedAt else { return }
        lookedAt = time
        self.logEnd = logEnd
    }

    func age(of model: ReadModel, now: Int64) -> Int {
        max(0, Int(now - confirmedAt[model.rawValue]) / 1_000)
    }

    /// As of the last look.
    var progress: LogProgress {
        LogProgress(
            end: logEnd,
            lagSeconds: ReadModel.allCases.map { age(of: $0, now: lookedAt) }
        )
    }
}

/// What follows from a run for the job's next one: decided without clock or database.
struct JobTerms: Equatable, Sendable {
    /// Failures in a row, this one included.
    let attempts: Int
    /// From this run's begin to the next, or from its end if that is later.
    let pauseSeconds: Int

    /// `failures` are those in a row before this run.
    init(_ report: JobReport, after failures: Int, intervalSeconds: Int) {
        switch report.outcome {
        case .ok, .resting:
            attempts = 0
            pauseSeconds = report.hasMore ? 0 : intervalSeconds
        case .failed, .abandoned:
            attempts = failures + 1
            let backoff = Backoff(firstSeconds: 1, limitSeconds: intervalSeconds)
            pauseSeconds = backoff.seconds(after: attempts)
        }
    }
}

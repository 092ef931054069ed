import Runtime

/// What follows from a run for the job's next one: decided without clock or database.
struct JobTerms: Equatable, Sendable {
    /// Failures in a row, this one included.
    let attempts: Int
    /// From this run's begin to the next, or from its end if that is later; nil for a job that waits
    /// until somebody asks for it.
    let pauseSeconds: Int?

    /// `failures` are those in a row before this run.
    init(_ report: JobReport, after failures: Int, intervalSeconds: Int?) {
        switch report.outcome {
        case .ok, .resting:
            attempts = 0
            pauseSeconds = intervalSeconds.map { report.hasMore ? 0 : $0 }
        case .abandoned:
            // Another node takes it up at once, unless somebody has to ask for it.
            attempts = failures
            pauseSeconds = intervalSeconds.map { _ in 0 }
        case .failed:
            let attempts = failures + 1
            self.attempts = attempts
            pauseSeconds = intervalSeconds.map { interval in
                Backoff(firstSeconds: 1, limitSeconds: interval).seconds(after: attempts)
            }
        }
    }
}

import API
import Commands
import Events
import Model

/// Fetches exchange rates; while they can't be had the last ones stand.
struct RatesJob: Job {
    let name = JobName.rates
    let client: OutsideClient?
    let commands: JobCommands
    let intervalSeconds: Int?

    func run(_ run: JobRun) throws -> JobReport {
        guard let client else { return .resting("set TALLY_RATES_URL to fetch exchange rates") }
        try run.begin()
        let answer = try RatesAnswer(try client.ask())
        let refused =
            answer.refused.isEmpty
            ? nil : "rates that are not above zero: \(answer.refused.joined(separator: ", "))"
        guard !answer.quotes.isEmpty else { return .failed(refused ?? "no rates") }
        try run.requireHold()
        // As of the run's begin: it is not known when they were quoted, but it was not after that.
        let quotedAt = Timestamp(microseconds: run.startedAt)
        let isNew = try commands.record(
            RecordRates(answer.quotes, quotedAt: quotedAt),
            givesUp: run.isStopped
        )
        return .done(isNew ? "\(answer.quotes.count) rates" : "nothing new", error: refused)
    }
}

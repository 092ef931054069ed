import API
import Commands
import Events
import Model
import Postgres
import Text

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

/// What the rates service answers: `{"rates": {"EUR": 0.92, …}}`, for one US dollar.
struct RatesAnswer: Equatable {
    /// Those that can be recorded.
    private(set) var quotes: [RateQuote] = []
    /// Codes whose rate is zero, negative or no number that is kept exactly.
    private(set) var refused: [String] = []

    /// Codes that are not in ISO 4217 are passed over.
    init(_ json: [UInt8]) throws(OutsideError) {
        do throws(JSONError) {
            var isThere = false
            try JSONReader.read(json) { (reader) throws(JSONError) in
                try reader.object { (key, reader) throws(JSONError) in
                    guard "rates" ~= key else { return try reader.skip() }
                    isThere = true
                    try reader.object { (key, reader) throws(JSONError) in
                        try take(key.string, &reader)
                    }
                }
            }
            guard isThere else { throw JSONError(offset: 0, problem: "no member \"rates\"") }
        } catch {
            throw .malformed("\(error)")
        }
    }

    private mutating func take(_ code: String, _ reader: inout JSONReader) throws(JSONError) {
        let text = try reader.optionalNumber()
        guard let currency = Currency(code), CurrencyDigits.of(currency) != nil else { return }
        guard let rate = text.flatMap({ ExactDecimal($0) }) else { return refused.append(code) }
        quotes.append(RateQuote(currency: currency, rate: rate))
    }
}

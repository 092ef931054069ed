import API
import Commands
import Entities
import Events
import Model
import Postgres
import Text

/// Fetches exchange rates; while the fetch fails, the last rates stay in use.
///
/// A rate that jumps is used once a fetch an interval later confirms it.
struct RatesJob: Job {
    let name = JobName.rates
    let client: OutsideClient?
    let commands: JobCommands
    let jumpPercent: Int
    let intervalSeconds: Int?

    func run(_ run: JobRun) throws -> JobReport {
        guard let client else { return .resting("set TALLY_RATES_URL to fetch exchange rates") }
        try run.begin()
        let answer = try RatesAnswer(try client.ask())
        let refused =
            answer.refused.isEmpty
            ? nil : "rates that are not above zero: \(answer.refused.joined(separator: ", "))"
        guard !answer.quotes.isEmpty else { return .failed(refused ?? "no rates") }
        try run.requireLock()
        // The service does not report when it quoted the rates: the run's beginning takes its
        // place.
        let quotedAt = Timestamp(microseconds: run.startedAt)
        let isNew = try commands.record(
            RecordRates(
                answer.quotes,
                quotedAt: quotedAt,
                RateJump(percent: jumpPercent, confirmationSeconds: intervalSeconds ?? 0)
            ),
            givesUp: run.isStopped
        )
        return .done(isNew ? "\(answer.quotes.count) rates" : "nothing new", error: refused)
    }
}

/// The response of the rates service: `{"rates": {"EUR": 0.92, …}}`, for one US dollar.
struct RatesAnswer: Equatable {
    /// The rates that can be recorded.
    private(set) var quotes: [RateQuote] = []
    /// Codes whose rate is zero, negative or not an exact number.
    private(set) var refused: [String] = []

    /// Ignores codes that are not in ISO 4217.
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
        let rate = text.flatMap { ExactDecimal($0) }
        // Else the quotes are for something other than one US dollar, all of them.
        guard currency != .usd || rate == .one
        else { throw JSONError(offset: 0, problem: "a rate for USD other than 1") }
        guard let rate else { return refused.append(code) }
        quotes.append(RateQuote(currency: currency, rate: rate))
    }
}

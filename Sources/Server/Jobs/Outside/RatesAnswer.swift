import Events
import Model
import Postgres
import Text

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

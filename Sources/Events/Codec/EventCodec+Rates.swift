import Model
import Text

extension EventCodec {
    static func encode(_ event: RatesEvent, into writer: inout JSONWriter) {
        switch event {
        case .recorded(let recorded):
            writer.object { writer in
                writer.array("quotes") { writer in
                    for quote in recorded.quotes {
                        writer.object { writer in
                            writer.member("currency", currency: quote.currency)
                            writer.member("rate", quote.rate.text)
                        }
                    }
                }
                writer.member("quoted_at_us", recorded.quotedAt.microseconds)
            }
        }
    }

    static func ratesRecorded(from reader: inout JSONReader) throws(JSONError) -> RatesRecorded {
        var quotes: [RateQuote]?
        var quotedAt: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "quotes": quotes = try rateQuotes(from: &reader)
            case "quoted_at_us": quotedAt = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return RatesRecorded(
            quotes: try reader.required(quotes, "quotes"),
            quotedAt: Timestamp(microseconds: try reader.required(quotedAt, "quoted_at_us"))
        )
    }

    private static func rateQuotes(from reader: inout JSONReader) throws(JSONError) -> [RateQuote] {
        var quotes: [RateQuote] = []
        try reader.array { (reader) throws(JSONError) in
            var currency: Currency?
            var rate: ExactDecimal?
            try reader.object { (key, reader) throws(JSONError) in
                switch key {
                case "currency": currency = try reader.word(Currency.init(bytes:))
                case "rate":
                    rate = try reader.word { ExactDecimal(String(decoding: $0, as: UTF8.self)) }
                default: throw reader.unknown(key)
                }
            }
            quotes.append(
                RateQuote(
                    currency: try reader.required(currency, "currency"),
                    rate: try reader.required(rate, "rate")
                )
            )
        }
        return quotes
    }
}

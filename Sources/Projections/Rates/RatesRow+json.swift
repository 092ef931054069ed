import Events
import Model
import Postgres
import Text

/// Quotes as the JSON text that `read.rates` holds, byte for byte the same for the same quotes.
extension RatesRow {
    /// `[{"currency","rate","quoted_at_us"}]`, keys in this order.
    static func json(_ quotes: [Quote]) -> String {
        var writer = JSONWriter(capacity: 80 * quotes.count + 2)
        writer.beginArray()
        for quote in quotes {
            writer.object { writer in
                writer.member("currency", quote.currency.code)
                writer.member("rate", quote.rate.text)
                writer.member("quoted_at_us", quote.quotedAt.microseconds)
            }
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    static func quotes(_ json: String) throws(JSONError) -> [Quote] {
        try JSONReader.read(Array(json.utf8)) { (reader) throws(JSONError) in
            var quotes: [Quote] = []
            try reader.array { (reader) throws(JSONError) in quotes.append(try quote(&reader)) }
            return quotes
        }
    }

    private static func quote(_ reader: inout JSONReader) throws(JSONError) -> Quote {
        var currency: Currency?
        var rate: ExactDecimal?
        var quotedAt: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "currency": currency = try reader.currency()
            case "rate": rate = ExactDecimal(try reader.string())
            case "quoted_at_us": quotedAt = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return Quote(
            currency: try reader.required(currency, "currency"),
            rate: try reader.required(rate, "rate"),
            quotedAt: Timestamp(microseconds: try reader.required(quotedAt, "quoted_at_us"))
        )
    }
}

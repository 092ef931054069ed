import Model
import Text

/// New exchange rates.
package enum RatesEvent: Hashable, Sendable {
    case recorded(RatesRecorded)
}

/// Rates that an outside service quoted, each for one US dollar.
package struct RatesRecorded: Hashable, Sendable {
    /// At least one, each currency once, in order of code.
    package let quotes: [RateQuote]
    package let quotedAt: Timestamp

    package init(quotes: [RateQuote], quotedAt: Timestamp) {
        self.quotes = quotes
        self.quotedAt = quotedAt
    }
}

/// How much of a currency one US dollar costs.
package struct RateQuote: Hashable, Sendable {
    package let currency: Currency
    package let rate: ExactDecimal

    package init(currency: Currency, rate: ExactDecimal) {
        self.currency = currency
        self.rate = rate
    }
}

extension RatesEvent {
    var type: EventType {
        switch self {
        case .recorded: .ratesRecorded
        }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .recorded(let recorded): recorded.write(&writer)
        }
    }
}

extension RatesRecorded {
    init(_ members: inout JSONMembers) throws(JSONError) {
        quotes = try members.objects("quotes", RateQuote.init)
        quotedAt = try members.time("quoted_at_us")
    }

    func write(_ writer: inout JSONWriter) {
        writer.array("quotes") { writer in
            for element in quotes { writer.object { element.write(&$0) } }
        }
        writer.member("quoted_at_us", quotedAt)
    }
}

extension RateQuote {
    init(_ members: inout JSONMembers) throws(JSONError) {
        currency = try members.currency()
        rate = try members.word("rate") { ExactDecimal(String(decoding: $0, as: UTF8.self)) }
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("currency", currency)
        writer.member("rate", rate.text)
    }
}

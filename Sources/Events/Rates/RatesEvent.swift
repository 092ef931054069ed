import Model
import Text

/// New exchange rates.
package enum RatesEvent: Hashable, Sendable {
    /// From now on these are the rates in use.
    case recorded(RatesRecorded)
    /// Too far from the rates in use to be used, until a later quote confirms them or an
    /// administrator accepts them.
    case suspected(RatesRecorded)

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case recorded = "rates.recorded"
        case suspected = "rates.suspected"
    }

    var name: Name {
        switch self {
        case .recorded: .recorded
        case .suspected: .suspected
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .recorded: .recorded(try RatesRecorded(&members))
            case .suspected: .suspected(try RatesRecorded(&members))
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .recorded(let quoted), .suspected(let quoted): quoted.write(&writer)
        }
    }
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

/// How much of a currency one US dollar costs.
package struct RateQuote: Hashable, Sendable {
    package let currency: Currency
    package let rate: ExactDecimal

    package init(currency: Currency, rate: ExactDecimal) {
        self.currency = currency
        self.rate = rate
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        currency = try members.currency()
        rate = try members.word("rate") { ExactDecimal(String(decoding: $0, as: UTF8.self)) }
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("currency", currency)
        writer.member("rate", rate.text)
    }
}

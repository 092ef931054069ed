import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct RateProjectorTests {
    private func quote(_ code: String, _ rate: String) throws -> RateQuote {
        RateQuote(
            currency: try #require(Currency(code)),
            rate: try #require(ExactDecimal(rate))
        )
    }

    private func row(_ quotes: [[RateQuote]]) throws -> RatesRow? {
        var history = History()
        for (index, quotes) in quotes.enumerated() {
            let recorded = RatesRecorded(quotes: quotes, quotedAt: History.time(100 + index))
            history.command(.rates, .rates(.recorded(recorded)))
        }
        return try fold(RateProjector.self, history.events)[.usd]
    }

    @Test func `the last quote of each currency is stored, in order of code`() throws {
        let row = try #require(
            try row([
                [quote("EUR", "0.92"), quote("RUB", "92.5")],
                [quote("CNY", "7.1"), quote("EUR", "0.93")],
            ])
        )
        #expect(row.quotes.map(\.currency.code) == ["CNY", "EUR", "RUB"])
        #expect(row.quotes.map(\.rate.text) == ["7.1", "0.93", "92.5"])
        #expect(row.quotes.map(\.quotedAt) == [101, 101, 100].map(History.time))
        #expect(row.quotedAt == History.time(101))
        #expect(row.position == LogPosition(2))
    }

    @Test func `a rate keeps every digit when written as text`() throws {
        let quotes = try #require(
            try row([[quote("EUR", "0.123456789012345678"), quote("RUB", "92.5")]])
        ).quotes
        let json = RatesRow.json(quotes)
        #expect(
            json == """
                [{"currency":"EUR","rate":"0.123456789012345678",\
                "quoted_at_us":1700000100000000},\
                {"currency":"RUB","rate":"92.5","quoted_at_us":1700000100000000}]
                """
        )
        #expect(try RatesRow.quotes(json) == quotes)
    }

    @Test func `18: a suspect quote is kept beside the one in use until it is recorded`() throws {
        var history = History()
        func quoted(_ rate: String, _ seconds: Int) throws -> RatesRecorded {
            RatesRecorded(quotes: [try quote("RUB", rate)], quotedAt: History.time(seconds))
        }
        history.command(.rates, .rates(.recorded(try quoted("92.5", 100))))
        history.command(.rates, .rates(.suspected(try quoted("0.925", 160))))
        let suspect = try #require(try fold(RateProjector.self, history.events)[.usd])
        #expect(suspect.quotes.map(\.rate.text) == ["92.5"])
        #expect(suspect.suspects.map(\.rate.text) == ["0.925"])
        #expect(suspect.quotedAt == History.time(100))
        history.command(.rates, .rates(.recorded(try quoted("0.925", 160))))
        let accepted = try #require(try fold(RateProjector.self, history.events)[.usd])
        #expect(accepted.quotes.map(\.rate.text) == ["0.925"])
        #expect(accepted.suspects.isEmpty)
    }

    @Test func `18: a dollar that an old history gave another price costs 1`() throws {
        let row = try #require(try row([[quote("RUB", "92.5"), quote("USD", "7")]]))
        #expect(row.quotes.map(\.rate.text) == ["92.5", "1"])
    }
}

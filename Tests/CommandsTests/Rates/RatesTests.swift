import Events
import Testing

@testable import Commands
@testable import Model

@Suite struct RatesTests {
    private func quote(_ code: String, _ rate: String) throws -> RateQuote {
        RateQuote(
            currency: try #require(Currency(code)),
            rate: try #require(ExactDecimal(rate))
        )
    }

    private func record(_ quotes: [RateQuote], seconds: Int) -> RecordRates {
        RecordRates(quotes, quotedAt: Given.start.advanced(bySeconds: seconds))
    }

    private func recorded(_ quotes: [RateQuote], seconds: Int) -> [NewEvent] {
        let quotedAt = Given.start.advanced(bySeconds: seconds)
        return [
            NewEvent(.rates, .rates(.recorded(RatesRecorded(quotes: quotes, quotedAt: quotedAt))))
        ]
    }

    @Test func `the last quote of each currency is recorded, in order of code`() throws {
        let (rub, eur) = (try quote("RUB", "92.5"), try quote("EUR", "0.9"))
        given().when(
            record([rub, try quote("EUR", "0.8"), eur], seconds: 5),
            by: .system,
            after: 10
        )
        .then(recorded([eur, rub], seconds: 5))
    }

    @Test(arguments: [-1, 0])
    func `only later quotes than the last ones are recorded`(seconds: Int) throws {
        let history = given(rates(("RUB", "92.5")))
        let rub = try quote("RUB", "93")
        history.when(record([rub], seconds: seconds), by: .system, after: 10)
            .then(.nothingToRecord)
        history.when(record([rub], seconds: 1), by: .system, after: 10)
            .then(recorded([rub], seconds: 1))
    }

    @Test func `quotes from the future count as quoted now`() throws {
        let rub = try quote("RUB", "93")
        given().when(record([rub], seconds: 9_999), by: .system, after: 10)
            .then(recorded([rub], seconds: 10))
    }

    @Test func `an empty list of quotes is refused`() {
        given().when(record([], seconds: 1), by: .system, after: 1).then(.nothingToRecord)
    }
}

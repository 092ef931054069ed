import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct RatesTests {
    private func quote(_ code: String, _ rate: String) throws -> RateQuote {
        RateQuote(
            currency: try #require(Currency(code)),
            rate: try #require(ExactDecimal(rate))
        )
    }

    private func record(_ quotes: [RateQuote], seconds: Int) -> RecordRates {
        RecordRates(
            quotes,
            quotedAt: Given.start.advanced(bySeconds: seconds),
            RateJump(percent: 20, confirmationSeconds: 60)
        )
    }

    private func suspected(_ quotes: [RateQuote], seconds: Int) -> [NewEvent] {
        let quotedAt = Given.start.advanced(bySeconds: seconds)
        return [
            NewEvent(.rates, .rates(.suspected(RatesRecorded(quotes: quotes, quotedAt: quotedAt))))
        ]
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

    @Test(arguments: ["74", "111", "0.925", "9250", "73.99", "111.01"])
    func `18: a quote that jumps is suspect, and the rate in use stays`(rate: String) throws {
        let isFar = !["74", "111"].contains(rate)
        let rub = try quote("RUB", rate)
        let command = record([rub], seconds: 60)
        given(rates(("RUB", "92.5"))).when(command, by: .system, after: 60)
            .then(isFar ? suspected([rub], seconds: 60) : recorded([rub], seconds: 60))
    }

    @Test func `18: only the quotes that jump are suspect`() throws {
        let (eur, rub) = (try quote("EUR", "0.91"), try quote("RUB", "0.925"))
        given(rates(("EUR", "0.9"), ("RUB", "92.5")))
            .when(record([rub, eur], seconds: 60), by: .system, after: 60)
            .then(recorded([eur], seconds: 60) + suspected([rub], seconds: 60))
    }

    @Test func `18: a second quote an interval later confirms a suspect one`() throws {
        let suspect = try quote("RUB", "120")
        let history = given(rates(("RUB", "92.5")), suspected([suspect], seconds: 60))
        let again = try quote("RUB", "124")
        history.when(record([again], seconds: 119), by: .system, after: 300)
            .then(.nothingToRecord)
        history.when(record([again], seconds: 120), by: .system, after: 300)
            .then(recorded([again], seconds: 120))
        let other = try quote("RUB", "150")
        history.when(record([other], seconds: 120), by: .system, after: 300)
            .then(suspected([other], seconds: 120))
        let back = try quote("RUB", "93")
        history.when(record([back], seconds: 61), by: .system, after: 300)
            .then(recorded([back], seconds: 61))
    }

    @Test func `18: an administrator accepts a suspect quote, if it is the one that was seen`()
        throws
    {
        let suspect = try quote("RUB", "120")
        let history = given(rates(("RUB", "92.5")), suspected([suspect], seconds: 60))
        history.when(AcceptRate(of: .rub), by: alice).then(recorded([suspect], seconds: 60))
        history.when(AcceptRate(of: .rub, rate: suspect.rate), by: alice)
            .then(recorded([suspect], seconds: 60))
        let other = try quote("RUB", "121").rate
        history.when(AcceptRate(of: .rub, rate: other), by: alice)
            .then(.noSuspectRate, detail: "suspect=120")
        history.when(AcceptRate(of: .usd), by: alice).then(.noSuspectRate)
        given(history.events, recorded([suspect], seconds: 60)).when(
            AcceptRate(of: .rub),
            by: alice
        )
        .then(.noSuspectRate)
    }

    @Test func `18: quotes that give the dollar another price are not recorded at all`() throws {
        let rub = try quote("RUB", "92.5")
        given().when(record([rub, try quote("USD", "0.01")], seconds: 1), by: .system, after: 1)
            .then(.nothingToRecord)
        let one = try quote("USD", "1")
        given(rates(("RUB", "92"), ("USD", "7")))
            .when(record([rub, one], seconds: 1), by: .system, after: 1)
            .then(recorded([rub, one], seconds: 1))
    }
}

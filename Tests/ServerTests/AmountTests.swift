import Events
import TestSupport
import Testing

@testable import API
@testable import Model

@Suite(.patient)
struct AmountTests {
    @Test(
        arguments: [
            ("12.50", 2, 1_250), ("12.5", 2, 1_250), ("12", 2, 1_200), ("0.01", 2, 1),
            ("7", 0, 7), ("1.234", 3, 1_234), ("007", 2, 700),
            ("92233720368547758.07", 2, Int64.max),
        ] as [(String, Int, Int64)]
    )
    func `a decimal is exact`(text: String, digits: Int, minorUnits: Int64) throws {
        #expect(try Amount.minorUnits(decimal: Array(text.utf8), digits: digits) == minorUnits)
    }

    @Test(
        arguments: [
            ("", 2), ("-1", 2), ("+1", 2), ("0", 2), ("0.00", 2), ("1.234", 2), ("1.5", 0),
            (".5", 2), ("5.", 2), ("1e3", 2), ("1,50", 2), (" 1", 2), ("1..2", 2), ("NaN", 2),
            ("92233720368547758.08", 2), ("99999999999999999999", 0), ("1\u{0}", 2), ("١", 2),
        ])
    func `an invalid amount is refused`(text: String, digits: Int) {
        #expect(throws: Amount.Invalid.self) {
            try Amount.minorUnits(decimal: Array(text.utf8), digits: digits)
        }
    }

    @Test(arguments: [("RUB", 2), ("JPY", 0), ("KWD", 3), ("USD", 2)])
    func `digits are those of ISO 4217`(code: String, digits: Int) throws {
        #expect(CurrencyDigits.of(try #require(Currency(code))) == digits)
    }
}

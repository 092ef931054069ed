import Events
import TestSupport
import Testing

@testable import Model

@Suite(.patient) struct ExactDecimalTests {
    @Test(
        arguments: [
            ("92.5", 925, 1, "92.5"), ("1", 1, 0, "1"), ("0.0000125", 125, 7, "0.0000125"),
            ("1.25e-5", 125, 7, "0.0000125"), ("9E1", 90, 0, "90"), ("9e+1", 90, 0, "90"),
            ("1.50", 15, 1, "1.5"), ("100", 100, 0, "100"), ("100.00", 100, 0, "100"),
            ("1.5e1", 15, 0, "15"), ("1.5e0", 15, 1, "1.5"), ("1.5E2", 150, 0, "150"),
            ("120e-1", 12, 0, "12"), ("0.000000000000000001", 1, 18, "0.000000000000000001"),
            ("1e-18", 1, 18, "0.000000000000000001"), ("1e17", 100_000_000_000_000_000, 0, nil),
            ("999999999999999999", 999_999_999_999_999_999, 0, "999999999999999999"),
            ("0.999999999999999999", 999_999_999_999_999_999, 18, "0.999999999999999999"),
            ("123456789.012345678", 123_456_789_012_345_678, 9, "123456789.012345678"),
            ("10e-19", 1, 18, "0.000000000000000001"),
        ] as [(String, Int64, Int, String?)]
    )
    func `a decimal is read without rounding and written in its shortest form`(
        text: String,
        digits: Int64,
        scale: Int,
        written: String?
    ) throws {
        let decimal = try #require(ExactDecimal(text))
        #expect(decimal == ExactDecimal(digits: digits, scale: scale))
        if let written { #expect(decimal.text == written) }
        #expect(ExactDecimal(decimal.text) == decimal)
    }

    @Test(arguments: [
        "", " 1", "1 ", "+1", "-1", "-0", "0", "0.0", "0e5", ".5", "5.", "1.e5", "e5", "1e", "1e+",
        "1e1.5", "1..2", "1.2.3", "1,5", "0x10", "NaN", "Infinity", "١", "1e-19",
        "0.0000000000000000001", "1e400", "1e19", "1e99999", "1e--1", "1e 1",
        "9223372036854775808", "99999999999999999999", "1.5e-18",
    ])
    func `an invalid, zero, negative or too long decimal is refused`(text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test(arguments: [(0, 0), (-1, 0), (1, -1), (1, 19)] as [(Int64, Int)])
    func `digits must be positive and the scale within its bounds`(digits: Int64, scale: Int) {
        #expect(ExactDecimal(digits: digits, scale: scale) == nil)
    }
}

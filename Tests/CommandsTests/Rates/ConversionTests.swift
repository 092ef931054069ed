import Events
import TestSupport
import Testing

@testable import Entities
@testable import Model

@Suite(.patient) struct ConversionTests {
    private func conversion(
        _ from: (digits: Int, rate: ExactDecimal),
        _ to: (digits: Int, rate: ExactDecimal)
    ) -> Conversion {
        Conversion(
            from: CurrencyUnit(.rub, digits: from.digits),
            to: CurrencyUnit(.usd, digits: to.digits),
            fromRate: from.rate,
            toRate: to.rate
        )
    }

    /// A rate of up to 18 digits, sometimes an extreme one.
    private func rate(_ random: inout SplitMix64) throws -> ExactDecimal {
        let mosts: [Int64] = [9, 999, 999_999, 999_999_999_999_999_999]
        let most = mosts.randomElement(using: &random) ?? 9
        let digits = Int64.random(in: 1...most, using: &random)
        let scale = Int.random(in: 0...ExactDecimal.maximumScale, using: &random)
        return try #require(ExactDecimal(digits: digits, scale: scale))
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `converting there and back never gains`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var met = 0
        for _ in 0..<5_000 {
            let from = (Int.random(in: 0...4, using: &random), try rate(&random))
            let to = (Int.random(in: 0...4, using: &random), try rate(&random))
            let most = Int64(1) << Int.random(in: 1...62, using: &random)
            let units = Int64.random(in: 1...most, using: &random)
            guard let there = conversion(from, to)(units), there > 0 else { continue }
            let back = try #require(conversion(to, from)(there))
            #expect(back <= units)
            met += 1
        }
        #expect(met > 500, "most amounts tried neither overflow nor vanish")
    }

    /// Compares with long multiplication in decimal digits, which has no limit.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `the quotient is exact`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<1_000 {
            let from = (Int.random(in: 0...4, using: &random), try rate(&random))
            let to = (Int.random(in: 0...4, using: &random), try rate(&random))
            let units = Int64.random(in: 1...Int64.max, using: &random)
            guard let bought = conversion(from, to)(units) else { continue }
            let shift = from.1.scale + to.0 - to.1.scale - from.0
            let given = Digits(units).times(to.1.digits).shifted(max(shift, 0))
            let taken = { (count: Int64) in
                Digits(count).times(from.1.digits).shifted(max(-shift, 0))
            }
            #expect(taken(bought) <= given)
            if bought < .max { #expect(given < taken(bought + 1)) }
        }
    }

    @Test func `an amount beyond the largest balance is nil`() throws {
        let (small, large) = (
            try #require(ExactDecimal(digits: 1, scale: 18)),
            try #require(ExactDecimal(digits: 999_999_999_999_999_999, scale: 0))
        )
        #expect(conversion((0, small), (4, large))(.max) == nil)
        #expect(conversion((4, large), (0, small))(.max) == 0)
        #expect(conversion((2, small), (2, small))(.max) == .max)
        #expect(conversion((2, small), (3, small))(.max) == nil)
    }

    /// A whole number as decimal digits, the lowest first.
    private struct Digits: Comparable {
        private var digits: [UInt64]

        init(_ value: Int64) {
            digits = String(value).reversed().compactMap { UInt64(String($0)) }
        }

        func times(_ factor: Int64) -> Digits {
            var product = self
            product.digits = []
            var carry: UInt128 = 0
            for digit in digits {
                carry += UInt128(digit) * UInt128(factor)
                product.digits.append(UInt64(carry % 10))
                carry /= 10
            }
            while carry > 0 {
                product.digits.append(UInt64(carry % 10))
                carry /= 10
            }
            return product
        }

        func shifted(_ places: Int) -> Digits {
            var shifted = self
            shifted.digits = Array(repeating: 0, count: places) + digits
            return shifted
        }

        private var significant: ArraySlice<UInt64> {
            digits.reversed().drop { $0 == 0 }
        }

        static func == (left: Digits, right: Digits) -> Bool {
            left.significant.elementsEqual(right.significant)
        }

        static func < (left: Digits, right: Digits) -> Bool {
            let (a, b) = (left.significant, right.significant)
            return a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
        }
    }
}

/// An ISO 4217 code of three upper-case letters, packed into 24 bits.
package struct Currency: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The letters' ASCII codes in the lower 24 bits: a number that orders as the codes do.
    package let packed: UInt32

    /// Nil unless `code` is exactly three upper-case ASCII letters.
    package init?(_ code: some StringProtocol) {
        var packed: UInt32 = 0
        guard code.utf8.count == 3 else { return nil }
        for byte in code.utf8 {
            guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) else { return nil }
            packed = packed << 8 | UInt32(byte)
        }
        self.packed = packed
    }

    private init(packed: UInt32) {
        self.packed = packed
    }

    package static let rub = Currency(packed: 0x52_5542)
    package static let usd = Currency(packed: 0x55_5344)

    /// Nil unless the bytes are exactly three upper-case ASCII letters.
    package init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 3 else { return nil }
        var packed: UInt32 = 0
        for byte in bytes {
            guard byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") else { return nil }
            packed = packed << 8 | UInt32(byte)
        }
        self.packed = packed
    }

    /// Nil unless the number is `packed` of a code.
    package init?(number: Int64) {
        guard let packed = UInt32(exactly: number) else { return nil }
        self.init(String(decoding: Currency(packed: packed).bytes, as: UTF8.self))
        guard self.packed == packed else { return nil }
    }

    package var code: String { String(decoding: bytes, as: UTF8.self) }

    package var bytes: [UInt8] {
        [
            UInt8(truncatingIfNeeded: packed >> 16), UInt8(truncatingIfNeeded: packed >> 8),
            UInt8(truncatingIfNeeded: packed),
        ]
    }

    /// Calls `body` with the three letters on the stack: no array is made.
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        var letters = (packed << 8).bigEndian
        return try withUnsafeBytes(of: &letters) { all in
            try body(UnsafeRawBufferPointer(rebasing: all[..<3]))
        }
    }

    package static func < (left: Currency, right: Currency) -> Bool {
        left.packed < right.packed
    }

    package var description: String { code }
}

/// A whole number of a currency's minor unit (kopecks, cents).
package struct Money: Hashable, Sendable, CustomStringConvertible {
    package let minorUnits: Int64
    package let currency: Currency

    package init(_ minorUnits: Int64, _ currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Minor units and the currency.
    package var description: String { "\(minorUnits) \(currency)" }
}

/// Digits after the decimal point of ISO 4217 currencies.
package enum CurrencyDigits {
    /// Nil for a code that is not in use.
    package static func of(_ currency: Currency) -> Int? { table[currency] }

    package static func isKnown(_ code: String) -> Bool {
        Currency(code).map { table[$0] != nil } ?? false
    }

    /// ISO 4217, list one, 2024: each code with digits other than 2 is in a row of its own.
    private static let table: [Currency: Int] = {
        let byDigits: [(digits: Int, codes: String)] = [
            (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
            (
                2,
                """
                AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP \
                BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP \
                GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT \
                LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN \
                NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP \
                SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES \
                WST XCD YER ZAR ZMW
                """
            ),
            (3, "BHD IQD JOD KWD LYD OMR TND"),
        ]
        var table: [Currency: Int] = [:]
        for row in byDigits {
            for code in row.codes.split(separator: " ") {
                if let currency = Currency(code) { table[currency] = row.digits }
            }
        }
        return table
    }()
}

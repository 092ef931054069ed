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

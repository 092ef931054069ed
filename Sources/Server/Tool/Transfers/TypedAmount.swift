import Model

/// An amount as people type it: "12.50", "12,50", ".5", "5.", "1 250,5", "1,250.50", "1.250,50".
enum TypedAmount {
    /// More digits before the point than any account holds.
    private static let mostWholeDigits = 15

    /// Minor units above zero of a currency with so many digits after the point.
    ///
    /// The pages read amounts by the same rule; a table of cases is tried on both. Throws
    /// `amount-form`, `amount-zero`, `amount-digits` and `amount-large`: "1,250" may mean a thousand
    /// or one and a quarter, so it is no amount of a currency with two digits.
    static func minorUnits(_ typed: String, digits: Int) throws(LineProblem) -> Int64 {
        let compact = String(
            typed.unicodeScalars.filter {
                !$0.properties.isWhitespace && $0 != "'" && $0 != "\u{2019}"
            }
        )
        guard let number = Number(compact) else { throw .amountForm }
        let whole = number.whole.drop { $0 == 0 }
        guard (whole + number.fraction).contains(where: { $0 > 0 }) else { throw .amountZero }
        guard number.fraction.count <= digits else { throw .amountDigits }
        guard whole.count <= mostWholeDigits else { throw .amountLarge }
        let padding = repeatElement(UInt8(0), count: digits - number.fraction.count)
        // At most 18 digits, which 64 bits hold.
        return (whole + number.fraction + padding).reduce(0) { $0 * 10 + Int64($1) }
    }

    /// The digits of an amount before and after its point.
    private struct Number {
        let whole: ArraySlice<UInt8>
        let fraction: ArraySlice<UInt8>

        /// Nil for a text that is no number.
        init?(_ text: String) {
            let marks = text.utf8.filter { $0 == Self.point || $0 == Self.comma }
            guard text.utf8.allSatisfy({ Self.isDigit($0) || marks.contains($0) }),
                text.utf8.contains(where: Self.isDigit)
            else { return nil }
            if marks.count <= 1 {
                let parts = Self.digits(of: text, at: marks.first)
                (whole, fraction) = (parts[0], parts.count > 1 ? parts[1] : [])
                return
            }
            // Thousands are marked by one mark, and the fraction, if there is one, by the other.
            let groupMark = marks[0]
            let pointMark = groupMark == Self.comma ? Self.point : Self.comma
            let parts = Self.digits(of: text, at: pointMark)
            guard parts.count <= 2 else { return nil }
            let head = text.utf8.prefix { $0 != pointMark }
            let groups = head.split(separator: groupMark, omittingEmptySubsequences: false)
            let isGrouped =
                groups.count > 1 && (1...3).contains(groups[0].count)
                && groups.dropFirst().allSatisfy { $0.count == 3 }
            let tail = text.utf8.dropFirst(head.count)
            guard isGrouped, !tail.contains(groupMark) else { return nil }
            (whole, fraction) = (parts[0], parts.count > 1 ? parts[1] : [])
        }

        private static let point = UInt8(ascii: ".")
        private static let comma = UInt8(ascii: ",")

        private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

        /// The values of the digits, divided at the mark.
        private static func digits(of text: String, at mark: UInt8?) -> [ArraySlice<UInt8>] {
            Array(text.utf8).split(omittingEmptySubsequences: false) { $0 == mark }.map { part in
                part.filter(isDigit).map { $0 - 0x30 }[...]
            }
        }
    }
}

extension Currency {
    /// Minor units as a decimal with the code: 1250 kopecks are `12.50 RUB`.
    func text(_ units: Int128) -> String {
        let digits = CurrencyDigits.of(self) ?? 2
        var text = String(units.magnitude)
        if text.count <= digits {
            text = String(repeating: "0", count: digits + 1 - text.count) + text
        }
        let point = digits > 0 ? "." : ""
        return (units < 0 ? "-" : "") + text.dropLast(digits) + point + text.suffix(digits)
            + " \(code)"
    }
}

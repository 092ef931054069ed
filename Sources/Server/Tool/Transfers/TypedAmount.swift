import Model

/// An amount as people type it: "12.50", "12,50", ".5", "5.", "1 250,5", "1'250.50",
/// "1,250.50", "1.250,50".
///
/// Whatever divides the digits before the point makes groups of three.
enum TypedAmount {
    /// More digits before the point than any account holds.
    private static let mostWholeDigits = 15

    /// Minor units above zero of a currency with so many digits after the point.
    ///
    /// The pages read amounts by the same rule; a table of cases is tried on both. Throws
    /// `amount-form`, `amount-zero`, `amount-digits`, `amount-large`, and `amount-ambiguous`:
    /// "1,250" may mean a thousand or one and a quarter, so it is no amount of a currency with two
    /// digits.
    static func minorUnits(_ typed: String, digits: Int) throws(LineProblem) -> Int64 {
        guard let number = Number(typed) else { throw .amountForm }
        let whole = number.whole.drop { $0 == 0 }
        guard (whole + number.fraction).contains(where: { $0 > 0 }) else { throw .amountZero }
        guard number.fraction.count <= digits else {
            throw number.mayBeThousands ? .amountAmbiguous : .amountDigits
        }
        guard whole.count <= mostWholeDigits else { throw .amountLarge }
        let padding = repeatElement(UInt8(0), count: digits - number.fraction.count)
        // At most 18 digits, which 64 bits hold.
        return (whole + number.fraction + padding).reduce(0) { $0 * 10 + Int64($1) }
    }

    /// What an ambiguous amount may mean: "1,250" is 1250 or 1.25.
    static func meanings(_ typed: String) -> (thousands: String, fraction: String)? {
        guard let number = Number(typed), number.mayBeThousands else { return nil }
        let whole = text(number.whole.drop { $0 == 0 })
        let fraction = text(number.fraction.reversed().drop { $0 == 0 }.reversed())
        return (whole + text(number.fraction), fraction.isEmpty ? whole : "\(whole).\(fraction)")
    }

    private static func text(_ digits: some Sequence<UInt8>) -> String {
        digits.map { "\($0)" }.joined()
    }

    /// The digits of an amount before and after its point.
    private struct Number {
        let whole: [UInt8]
        let fraction: [UInt8]
        /// Whether the only mark is a comma that may mark thousands as well.
        let mayBeThousands: Bool

        /// Nil for a text that is no number.
        init?(_ text: String) {
            guard let signs = Self.signs(text) else { return nil }
            let marks = signs.filter { !Self.isDigit($0) }
            guard signs.count > marks.count else { return nil }
            if marks.isEmpty || (marks.count == 1 && marks[0] != Self.blank) {
                let head = signs.prefix(while: Self.isDigit)
                let tail = signs.dropFirst(head.count + 1)
                (whole, fraction) = (Self.values(head), Self.values(tail))
                mayBeThousands =
                    marks == [Self.comma] && head.count <= 3 && tail.count == 3
                    && head.contains { $0 != 0x30 }
                return
            }
            // Groups of three are divided by one mark; the fraction, if there is one, by another.
            let groupMark = marks[0]
            let pointMark = marks.last.flatMap { $0 == groupMark ? nil : $0 }
            guard pointMark != Self.blank else { return nil }
            let end = pointMark.flatMap { signs.lastIndex(of: $0) } ?? signs.endIndex
            let groups = signs[..<end].split(
                separator: groupMark,
                omittingEmptySubsequences: false
            )
            let isGrouped =
                groups.count > 1 && (1...3).contains(groups[0].count)
                && groups.dropFirst().allSatisfy { $0.count == 3 }
            guard isGrouped, groups.joined().allSatisfy(Self.isDigit) else { return nil }
            whole = Self.values(groups.joined())
            fraction = Self.values(signs[end...].dropFirst())
            mayBeThousands = false
        }

        private static let point = UInt8(ascii: ".")
        private static let comma = UInt8(ascii: ",")
        private static let blank = UInt8(ascii: " ")

        private static func isDigit(_ sign: UInt8) -> Bool { (0x30...0x39).contains(sign) }

        /// The digits and marks, with a blank for every blank and apostrophe but those blanks
        /// that are around all of it; nil if there is anything else.
        private static func signs(_ text: String) -> [UInt8]? {
            var signs: [UInt8] = []
            for scalar in text.trimmed.unicodeScalars {
                switch scalar {
                case "0"..."9", ".", ",": signs.append(UInt8(scalar.value))
                case "'", "\u{2019}": signs.append(blank)
                default:
                    guard scalar.properties.isWhitespace else { return nil }
                    signs.append(blank)
                }
            }
            return signs
        }

        private static func values(_ signs: some Sequence<UInt8>) -> [UInt8] {
            signs.map { $0 - 0x30 }
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

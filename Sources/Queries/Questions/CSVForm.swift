/// How a CSV file is written for the program that opens it.
package struct CSVForm: Hashable, Sendable {
    /// The character between two cells.
    ///
    /// Raw values are words of `separator=`.
    package enum Separator: String, Hashable, Sendable, CaseIterable {
        case comma = ","
        case semicolon = ";"

        var byte: UInt8 {
            switch self {
            case .comma: UInt8(ascii: ",")
            case .semicolon: UInt8(ascii: ";")
            }
        }
    }

    /// The character before the fraction of an amount.
    ///
    /// Raw values are words of `decimal=`.
    package enum Decimal: String, Hashable, Sendable, CaseIterable {
        case point = "."
        case comma = ","

        var byte: UInt8 {
            switch self {
            case .point: UInt8(ascii: ".")
            case .comma: UInt8(ascii: ",")
            }
        }
    }

    package let separator: Separator
    package let decimal: Decimal
    /// Whether the file begins with the mark that tells some programs that it is UTF-8.
    package let hasMark: Bool

    package static let standard = CSVForm(separator: .comma, decimal: .point, hasMark: false)

    package init(separator: Separator, decimal: Decimal, hasMark: Bool) {
        self.separator = separator
        self.decimal = decimal
        self.hasMark = hasMark
    }
}

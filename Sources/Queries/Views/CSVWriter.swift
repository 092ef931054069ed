import Text

/// Writes rows of RFC 4180: CRLF after each, texts quoted where they must be.
package struct CSVWriter {
    package private(set) var bytes: [UInt8] = []
    private let form: CSVForm
    private var isFirst = true

    /// `capacity` is in bytes.
    package init(_ form: CSVForm, capacity: Int) {
        self.form = form
        bytes.reserveCapacity(capacity)
        if form.hasMark { bytes += [0xEF, 0xBB, 0xBF] }
    }

    /// A row, of which `write` writes the cells.
    package mutating func row(_ write: (inout CSVWriter) -> Void) {
        isFirst = true
        write(&self)
        bytes.append(contentsOf: [0x0D, 0x0A])
    }

    /// A cell of text.
    ///
    /// A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV
    /// injection"). One with any separator is quoted, so that a program that expects another
    /// separator than the file has does not find a formula behind it.
    package mutating func text(_ text: String) {
        separate()
        let isFormula = Self.looksLikeFormula(text)
        let isQuoted = text.utf8.contains { byte in
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "\""), 0x0D,
                0x0A:
                true
            default: false
            }
        }
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
    }

    /// A cell of a whole number.
    package mutating func number(_ value: Int64) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// A cell of a whole number, which is empty for nil.
    mutating func number(_ value: Int64?) {
        guard let value else { return separate() }
        number(value)
    }

    /// A cell of minor units as a decimal: -1250 with two digits is `-12.50`.
    mutating func decimal(_ value: Int64, digits: Int) {
        separate()
        let isQuoted = digits > 0 && form.decimal.byte == form.separator.byte
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
        defer { if isQuoted { bytes.append(UInt8(ascii: "\"")) } }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var text = Array(String(value.magnitude).utf8)
        if text.count <= digits {
            text.insert(
                contentsOf: repeatElement(UInt8(ascii: "0"), count: digits + 1 - text.count),
                at: 0
            )
        }
        bytes.append(contentsOf: text.dropLast(digits))
        guard digits > 0 else { return }
        bytes.append(form.decimal.byte)
        bytes.append(contentsOf: text.suffix(digits))
    }

    /// A cell of a time, microseconds since 1970, as RFC 3339 text.
    mutating func time(_ microseconds: Int64) {
        separate()
        TimestampText.append(microseconds, to: &bytes)
    }

    private mutating func separate() {
        if !isFirst { bytes.append(form.separator.byte) }
        isFirst = false
    }

    private static func looksLikeFormula(_ text: String) -> Bool {
        // Programs skip blanks, tabs, line breaks and characters without width.
        let first = text.unicodeScalars.first { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
                && scalar.properties.generalCategory != .format
        }
        switch first {
        // The last four are the full-width forms, which some programs take for the others.
        case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
        default: return false
        }
    }
}

/// A text of cells between commas or semicolons, as spreadsheets write it (RFC 4180).
///
/// The first row that is not empty says which of the two separates, unless the first line is
/// `sep=;` or `sep=,`, as spreadsheets write it to say so. Quotes enclose a cell that holds a
/// separator, a quote (which is doubled) or the end of a line. Blanks around a cell, empty rows and
/// a byte order mark are left out.
struct CSVText {
    /// The cells of one row.
    struct Row: Equatable {
        /// The line of the file on which it begins, from 1.
        let line: Int
        let cells: [String]

        fileprivate var isEmpty: Bool { cells.allSatisfy(\.isEmpty) }
    }

    let separator: UInt8
    let rows: [Row]

    /// Throws `not-text`, `open-quote` and `after-quote`.
    init(_ bytes: [UInt8]) throws(FileProblem) {
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw FileProblem(.notText)
        }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        var reader = Reader(Array(text.utf8))
        var rows: [Row] = []
        while let row = try reader.row() {
            if !row.isEmpty { rows.append(row) }
        }
        (separator, self.rows) = (reader.separator, rows)
    }

    private struct Reader {
        private static let quote = UInt8(ascii: "\"")
        private static let lineFeed: UInt8 = 0x0A
        private static let carriageReturn: UInt8 = 0x0D

        private let bytes: [UInt8]
        let separator: UInt8
        private var index = 0
        private var line = 1

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            let named = Self.namedSeparator(bytes)
            separator = named ?? Self.separator(of: bytes)
            guard named != nil else { return }
            index = Self.naming.count + 1
            takeLineEnd()
        }

        /// How a first line for Excel begins that names the separator.
        private static let naming = "sep="

        /// Nil if the first line names none.
        private static func namedSeparator(_ bytes: [UInt8]) -> UInt8? {
            guard bytes.prefix(naming.count).elementsEqual(naming.utf8) else { return nil }
            let rest = bytes.dropFirst(naming.count).prefix(2)
            guard let separator = rest.first, let end = rest.dropFirst().first,
                [UInt8(ascii: ","), UInt8(ascii: ";")].contains(separator),
                end == lineFeed || end == carriageReturn
            else { return nil }
            return separator
        }

        /// A semicolon if the first row with any text has one outside quotes, else a comma.
        private static func separator(of bytes: [UInt8]) -> UInt8 {
            var isQuoted = false
            var hasText = false
            for byte in bytes {
                switch byte {
                case quote: isQuoted.toggle()
                case UInt8(ascii: ";") where !isQuoted: return byte
                case lineFeed, carriageReturn: if hasText, !isQuoted { return UInt8(ascii: ",") }
                default: if byte > 0x20 { hasText = true }
                }
            }
            return UInt8(ascii: ",")
        }

        private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

        /// Nil at the end of the file.
        mutating func row() throws(FileProblem) -> Row? {
            guard next != nil else { return nil }
            let begin = line
            var cells: [String] = []
            repeat { cells.append(try cell()) } while take(separator)
            takeLineEnd()
            return Row(line: begin, cells: cells)
        }

        private mutating func cell() throws(FileProblem) -> String {
            let start = index
            skipBlanks()
            if take(Self.quote) { return try quoted() }
            while let byte = next, !endsCell(byte) { index += 1 }
            return bytes[start..<index].text
        }

        /// The rest of a cell whose opening quote was taken.
        private mutating func quoted() throws(FileProblem) -> String {
            let begin = line
            var content: [UInt8] = []
            while let byte = next {
                index += 1
                switch byte {
                case Self.quote:
                    guard take(Self.quote) else { return try closed(content) }
                    content.append(byte)
                case Self.carriageReturn, Self.lineFeed:
                    index -= 1
                    takeLineEnd()
                    content.append(Self.lineFeed)
                default: content.append(byte)
                }
            }
            throw FileProblem(.openQuote, line: begin)
        }

        private mutating func closed(_ content: [UInt8]) throws(FileProblem) -> String {
            skipBlanks()
            if let byte = next, !endsCell(byte) { throw FileProblem(.afterQuote, line: line) }
            return content[...].text
        }

        private func endsCell(_ byte: UInt8) -> Bool {
            byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn
        }

        private mutating func skipBlanks() {
            while let byte = next, byte == 0x20 || byte == 0x09 { index += 1 }
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard next == byte else { return false }
            index += 1
            return true
        }

        /// A line feed, a carriage return, or both together.
        private mutating func takeLineEnd() {
            let isReturn = take(Self.carriageReturn)
            if take(Self.lineFeed) || isReturn { line += 1 }
        }
    }
}

extension ArraySlice<UInt8> {
    /// The text without the blanks around it.
    fileprivate var text: String { String(decoding: self, as: UTF8.self).trimmed }
}

extension String {
    /// The text without the blanks around it.
    var trimmed: String {
        let scalars = unicodeScalars
        let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}

import Text

/// Decodes `name=value&…` of a request's target (application/x-www-form-urlencoded).
package struct QueryString {
    /// Why a query cannot be decoded.
    package enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// A percent sign without two hexadecimal digits.
        case invalidEscape
        /// `%00`, which C functions and PostgreSQL take for an end.
        case nul
        /// Decoded bytes that are not UTF-8.
        case invalidUTF8

        package var description: String {
            switch self {
            case .invalidEscape: "a percent sign without two hexadecimal digits"
            case .nul: "a zero byte"
            case .invalidUTF8: "bytes that are not UTF-8"
            }
        }
    }

    private let text: UnsafeRawBufferPointer

    /// Reads from `Request.query` or a form's body, as long as that is valid.
    package init(_ text: UnsafeRawBufferPointer) {
        self.text = text
    }

    /// All pairs in order, or the failure of the first that cannot be decoded.
    ///
    /// A name without `=` has an empty value; empty parts are skipped.
    package func pairs() throws(Failure) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for part in text.split(separator: UInt8(ascii: "&")) {
            let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            let name = try Self.decode(part[..<equals])
            pairs.append((name, try Self.decode(part[equals...].dropFirst())))
        }
        return pairs
    }

    private static func decode(_ text: Slice<UnsafeRawBufferPointer>) throws(Failure) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            var byte = text[index]
            index += 1
            if byte == UInt8(ascii: "+") {
                byte = UInt8(ascii: " ")
            } else if byte == UInt8(ascii: "%") {
                guard index + 1 < text.endIndex, let high = hexadecimalDigit(text[index]),
                    let low = hexadecimalDigit(text[index + 1])
                else { throw .invalidEscape }
                byte = high << 4 | low
                index += 2
            }
            if byte == 0 { throw .nul }
            bytes.append(byte)
        }
        guard let string = String(validating: bytes, as: UTF8.self) else { throw .invalidUTF8 }
        return string
    }
}

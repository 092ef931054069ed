/// The place of a string's content in the text, without its quotation marks.
package struct JSONSpan {
    @usableFromInline package let range: Range<Int>
    @usableFromInline package let hasEscapes: Bool

    @inlinable package init(range: Range<Int>, hasEscapes: Bool) {
        self.range = range
        self.hasEscapes = hasEscapes
    }

    @inlinable package static var empty: JSONSpan { JSONSpan(range: 0..<0, hasEscapes: false) }
}

extension JSONReader {
    /// Reads a string.
    @inlinable package mutating func string() throws(JSONError) -> String {
        let span = try rawString()
        guard !span.hasEscapes else { return String(decoding: decode(span), as: UTF8.self) }
        return String(decoding: bytes(span.range), as: UTF8.self)
    }

    /// Reads a string and calls `body` with its bytes, which are valid only during the call.
    ///
    /// No allocation unless the string has escapes.
    @inlinable package mutating func withString<Value>(
        _ body: (UnsafeRawBufferPointer) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        let span = try rawString()
        guard span.hasEscapes else { return try body(bytes(span.range)) }
        return try decode(span).withUnsafeBufferPointer { (buffer) throws(JSONError) in
            try body(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Checks and takes a string, escapes and UTF-8 included.
    @inlinable mutating func rawString() throws(JSONError) -> JSONSpan {
        guard take(UInt8(ascii: "\"")) else { throw failure("expected a string") }
        let first = next
        var hasEscapes = false
        while next < count {
            let byte = byte(next)
            if byte == UInt8(ascii: "\"") {
                let span = JSONSpan(range: first..<next, hasEscapes: hasEscapes)
                next += 1
                return span
            }
            if byte == UInt8(ascii: "\\") {
                try skipEscape()
                hasEscapes = true
            } else if byte < 0x20 {
                throw failure("control character in a string")
            } else if byte < 0x80 {
                next += 1
            } else {
                try skipMultibyte(byte)
            }
        }
        throw failure("expected the end of a string")
    }

    /// One character of two to four bytes, by table 3-7 of the Unicode standard: no overlong forms,
    /// no surrogates, nothing above U+10FFFF.
    @usableFromInline mutating func skipMultibyte(_ first: UInt8) throws(JSONError) {
        let second: ClosedRange<UInt8>
        let length: Int
        switch first {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw failure("invalid UTF-8")
        }
        guard count - next >= length, second.contains(byte(next + 1)) else {
            throw failure("invalid UTF-8")
        }
        for index in 2..<max(length, 2) where byte(next + index) & 0xC0 != 0x80 {
            throw failure("invalid UTF-8")
        }
        next += length
    }

    @usableFromInline mutating func skipEscape() throws(JSONError) {
        guard count - next >= 2 else { throw failure("expected an escape") }
        switch byte(next + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            next += 2
        case UInt8(ascii: "u"):
            let unit = try hexadecimalUnit(next + 2)
            guard !(0xDC00...0xDFFF).contains(unit) else { throw failure("half a surrogate pair") }
            guard (0xD800...0xDBFF).contains(unit) else {
                next += 6
                return
            }
            guard count - next >= 12, byte(next + 6) == UInt8(ascii: "\\"),
                byte(next + 7) == UInt8(ascii: "u"),
                (0xDC00...0xDFFF).contains(try hexadecimalUnit(next + 8))
            else { throw failure("half a surrogate pair") }
            next += 12
        default: throw failure("unknown escape")
        }
    }

    private func hexadecimalUnit(_ offset: Int) throws(JSONError) -> UInt32 {
        guard count - offset >= 4 else { throw failure("expected four hexadecimal digits") }
        var unit: UInt32 = 0
        for index in offset..<offset + 4 {
            guard let digit = hexadecimalDigit(byte(index)) else {
                throw failure("expected four hexadecimal digits")
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// The bytes of a checked string, with its escapes decoded.
    @usableFromInline func decode(_ span: JSONSpan) -> [UInt8] {
        guard span.hasEscapes else { return [UInt8](bytes(span.range)) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(span.range.count)
        var offset = span.range.lowerBound
        while offset < span.range.upperBound {
            guard byte(offset) == UInt8(ascii: "\\") else {
                decoded.append(byte(offset))
                offset += 1
                continue
            }
            let letter = byte(offset + 1)
            guard letter == UInt8(ascii: "u") else {
                decoded.append(Self.unescaped(letter))
                offset += 2
                continue
            }
            let first = checkedUnit(offset + 2)
            offset += 6
            var scalar = first
            if (0xD800...0xDBFF).contains(first) {
                scalar = 0x10000 + (first - 0xD800) << 10 + checkedUnit(offset + 2) - 0xDC00
                offset += 6
            }
            if let scalar = Unicode.Scalar(scalar) {
                decoded.append(contentsOf: String(Character(scalar)).utf8)
            }
        }
        return decoded
    }

    private static func unescaped(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    /// Four hexadecimal digits that are known to be there.
    private func checkedUnit(_ offset: Int) -> UInt32 {
        (offset..<offset + 4).reduce(0) { $0 << 4 | UInt32(hexadecimalDigit(byte($1)) ?? 0) }
    }
}

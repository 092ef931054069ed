import Text

/// The place of a row in the order of its list, for the page after it.
///
/// A client gets it as a text and sends it back; the text has a check, so that one that was not
/// made here is refused instead of being taken for another place.
package struct Cursor: Hashable, Sendable {
    /// The row's value of one column of the order.
    enum Value: Hashable, Sendable {
        case integer(Int64)
        case text(String)
    }

    /// Names the order that the values belong to.
    let order: UInt32
    let values: [Value]

    init(_ values: [Value], in order: UInt32) {
        self.order = order
        self.values = values
    }

    /// Nil for a text that is no cursor.
    package init?(text: String) {
        guard let bytes = Self.bytes(of: text), bytes.count > Self.checkCount else { return nil }
        let content = Array(bytes.dropLast(Self.checkCount))
        guard Self.check(content).elementsEqual(bytes.suffix(Self.checkCount)) else { return nil }
        var reader = Reader(rest: content[...])
        guard let order = reader.number(UInt32.self) else { return nil }
        var values: [Value] = []
        while !reader.rest.isEmpty {
            guard let value = reader.value() else { return nil }
            values.append(value)
        }
        self.init(values, in: order)
    }

    /// Lower-case hexadecimal digits, which need no escapes in an address.
    package var text: String {
        var content: [UInt8] = []
        content.append(bigEndian: order)
        for value in values {
            switch value {
            case .integer(let number):
                content.append(Kind.integer.rawValue)
                content.append(bigEndian: UInt64(bitPattern: number))
            case .text(let text):
                content.append(Kind.text.rawValue)
                content.append(bigEndian: UInt32(text.utf8.count))
                content.append(contentsOf: text.utf8)
            }
        }
        return hexadecimal(content + Self.check(content))
    }

    private enum Kind: UInt8 {
        case integer = 1
        case text = 2
    }

    private static let checkCount = 4

    private static func check(_ content: [UInt8]) -> [UInt8] {
        var check: [UInt8] = []
        check.append(bigEndian: UInt32(truncatingIfNeeded: BodyHash.hash(content)))
        return check
    }

    private static func bytes(of text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = hexadecimalNumber(digits[index...(index + 1)]) else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
        return bytes
    }

    /// Takes values off the front of a cursor's bytes.
    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
            guard let bytes = take(Number.bitWidth / 8) else { return nil }
            return bytes.reduce(0) { $0 << 8 | Number($1) }
        }

        mutating func value() -> Value? {
            guard let byte = take(1)?.first, let kind = Kind(rawValue: byte) else { return nil }
            switch kind {
            case .integer: return number(UInt64.self).map { .integer(Int64(bitPattern: $0)) }
            case .text:
                guard let count = number(UInt32.self), let bytes = take(Int(count)),
                    // PostgreSQL takes no text with a zero byte.
                    !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self)
                else { return nil }
                return .text(text)
            }
        }

        private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(bigEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}

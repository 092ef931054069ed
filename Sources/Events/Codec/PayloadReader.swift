/// Reads the JSON of one payload, key by key, straight from its bytes.
///
/// Strict beyond JSON: each value is of the one kind that is asked for, and there is no null, since
/// what is absent has no key. Valid while the bytes are.
struct PayloadReader {
    private let type: EventType
    private var next: UnsafeRawPointer
    private let end: UnsafeRawPointer
    /// The last key, for messages.
    private var key: UnsafeRawBufferPointer
    /// Whether the object or array that is read has had no element yet.
    ///
    /// One flag is enough for all depths: an outer one has had the inner.
    private var isFirst = true

    init(_ bytes: UnsafeRawBufferPointer, of type: EventType) {
        self.type = type
        let start = bytes.baseAddress ?? UnsafeRawPointer(EventType.accountOpened.name.utf8Start)
        next = start
        end = start + bytes.count
        key = UnsafeRawBufferPointer(start: start, count: 0)
    }

    // MARK: Structure

    mutating func beginObject() throws(EventCodecError) {
        try expect(UInt8(ascii: "{"))
        isFirst = true
    }

    /// The next key of the object, or nil at its end.
    mutating func nextKey() throws(EventCodecError) -> UnsafeRawBufferPointer? {
        guard try more(before: UInt8(ascii: "}")) else { return nil }
        key = try word()
        try expect(UInt8(ascii: ":"))
        return key
    }

    mutating func beginArray() throws(EventCodecError) {
        try expect(UInt8(ascii: "["))
        isFirst = true
    }

    /// Whether the array has one more element, which is then read.
    mutating func nextElement() throws(EventCodecError) -> Bool {
        try more(before: UInt8(ascii: "]"))
    }

    /// Refuses anything after the payload.
    mutating func finish() throws(EventCodecError) {
        skipSpace()
        guard next == end else { throw malformed("something follows the object") }
    }

    // MARK: Values, each into a variable that must not have one yet

    @inline(__always)
    mutating func read(_ value: inout Int64?) throws(EventCodecError) {
        guard value == nil else { throw repeated() }
        value = try integer()
    }

    mutating func read(_ value: inout Bool?) throws(EventCodecError) {
        guard value == nil else { throw repeated() }
        skipSpace()
        if take("true") {
            value = true
        } else if take("false") {
            value = false
        } else {
            throw malformed("\(keyText) is not true or false")
        }
    }

    mutating func read(_ value: inout String?) throws(EventCodecError) {
        guard value == nil else { throw repeated() }
        value = try string()
    }

    /// A word without escapes, made a value by `make`, which answers nil for one it does not know.
    @inline(__always)
    mutating func read<Value>(
        _ value: inout Value?,
        _ make: (UnsafeRawBufferPointer) -> Value?
    ) throws(EventCodecError) {
        guard value == nil else { throw repeated() }
        let word = try word()
        guard let made = make(word) else {
            throw malformed("\(keyText) is not known: \(String(decoding: word, as: UTF8.self))")
        }
        value = made
    }

    /// An object of `amount` and `currency`.
    mutating func read(_ value: inout Money?) throws(EventCodecError) {
        guard value == nil else { throw repeated() }
        var amount: Int64?
        var currency: Currency?
        try beginObject()
        while let key = try nextKey() {
            if key == "amount" {
                try read(&amount)
            } else if key == "currency" {
                try read(&currency, Currency.init(bytes:))
            } else {
                throw unknown(key)
            }
        }
        value = Money(try required(amount, "amount"), try required(currency, "currency"))
    }

    @inline(__always)
    func required<Value>(
        _ value: Value?,
        _ key: StaticString
    ) throws(EventCodecError) -> Value {
        guard let value else { throw malformed("\(key) is missing") }
        return value
    }

    // MARK: Errors

    func malformed(_ message: String) -> EventCodecError {
        .malformed(type: "\(type.name)", message)
    }

    func unknown(_ key: UnsafeRawBufferPointer) -> EventCodecError {
        malformed("unknown key \(String(decoding: key, as: UTF8.self))")
    }

    private func repeated() -> EventCodecError {
        malformed("\(keyText) stands twice")
    }

    private var keyText: String { String(decoding: key, as: UTF8.self) }

    // MARK: Bytes

    private mutating func skipSpace() {
        while next < end, peek <= UInt8(ascii: " ") { next += 1 }
    }

    private var peek: UInt8 { next.load(as: UInt8.self) }

    private mutating func expect(_ byte: UInt8) throws(EventCodecError) {
        skipSpace()
        guard next < end, peek == byte else {
            throw malformed("\(Character(UnicodeScalar(byte))) expected")
        }
        next += 1
    }

    private mutating func more(before close: UInt8) throws(EventCodecError) -> Bool {
        skipSpace()
        guard next < end else { throw malformed("cut short") }
        if peek == close {
            next += 1
            isFirst = false
            return false
        }
        if !isFirst { try expect(UInt8(ascii: ",")) }
        isFirst = false
        return true
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard end - next >= count,
            UnsafeRawBufferPointer(start: next, count: count) == text
        else { return false }
        next += count
        return true
    }

    private mutating func integer() throws(EventCodecError) -> Int64 {
        skipSpace()
        let isNegative = next < end && peek == UInt8(ascii: "-")
        if isNegative { next += 1 }
        let start = next
        var magnitude: UInt64 = 0
        while next < end {
            let digit = peek &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            magnitude = magnitude &* 10 &+ UInt64(digit)
            next += 1
        }
        let digits = next - start
        // 19 digits can't overflow UInt64.
        guard digits > 0, digits <= 19, magnitude <= UInt64(Int64.max) + (isNegative ? 1 : 0) else {
            throw malformed("\(keyText) is no 64-bit integer")
        }
        return isNegative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(magnitude)
    }

    /// The bytes of a string that has no escapes.
    private mutating func word() throws(EventCodecError) -> UnsafeRawBufferPointer {
        try expect(UInt8(ascii: "\""))
        let start = next
        while next < end {
            let byte = peek
            if byte == UInt8(ascii: "\"") {
                let word = UnsafeRawBufferPointer(start: start, count: next - start)
                next += 1
                return word
            }
            guard byte != UInt8(ascii: "\\") else {
                throw malformed("an escape where a plain word is expected")
            }
            next += 1
        }
        throw malformed("cut short")
    }

    private mutating func string() throws(EventCodecError) -> String {
        try expect(UInt8(ascii: "\""))
        let start = next
        while next < end, peek != UInt8(ascii: "\"") {
            if peek == UInt8(ascii: "\\") { return try escapedString(from: start) }
            next += 1
        }
        guard next < end else { throw malformed("cut short") }
        let text = String(
            decoding: UnsafeRawBufferPointer(start: start, count: next - start),
            as: UTF8.self
        )
        next += 1
        return text
    }

    /// The rest of a string whose first escape is next; `start` is after its quotation mark.
    private mutating func escapedString(
        from start: UnsafeRawPointer
    ) throws(EventCodecError) -> String {
        var bytes = [UInt8](UnsafeRawBufferPointer(start: start, count: next - start))
        while next < end {
            let byte = peek
            next += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: String(try escape()).utf8)
            default: bytes.append(byte)
            }
        }
        throw malformed("cut short")
    }

    /// What stands after a backslash (RFC 8259, section 7).
    private mutating func escape() throws(EventCodecError) -> Unicode.Scalar {
        guard next < end else { throw malformed("cut short") }
        let byte = peek
        next += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try escapedScalar()
        default: throw malformed("unknown escape")
        }
    }

    private mutating func escapedScalar() throws(EventCodecError) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit), take("\\u") else {
            throw malformed("half a surrogate pair")
        }
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(second) else { throw malformed("half a surrogate pair") }
        let value = 0x10000 + (UInt32(unit - 0xD800) << 10 | UInt32(second - 0xDC00))
        guard let scalar = Unicode.Scalar(value) else { throw malformed("half a surrogate pair") }
        return scalar
    }

    private mutating func codeUnit() throws(EventCodecError) -> UInt16 {
        guard end - next >= 4,
            let unit = UInt16(
                String(decoding: UnsafeRawBufferPointer(start: next, count: 4), as: UTF8.self),
                radix: 16
            )
        else { throw malformed("cut short") }
        next += 4
        return unit
    }
}

extension JSONReader {
    /// Reads an integer.
    ///
    /// A fraction, an exponent or a value beyond 64 bits is refused.
    @inlinable package mutating func int64() throws(JSONError) -> Int64 {
        skipSpace()
        let first = next
        let isNegative = take(UInt8(ascii: "-"))
        var value: Int64 = 0
        let digits = next
        while next < count {
            let digit = byte(next) &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            // Built downwards: the least Int64 has no positive counterpart.
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.subtractingReportingOverflow(Int64(digit))
            guard !overflow, !carry else { throw outOfRange(first) }
            value = sum
            next += 1
        }
        try checkInteger(first: first, digits: digits)
        guard !isNegative else { return value }
        guard value != .min else { throw outOfRange(first) }
        return -value
    }

    /// Reads an integer that fits 32 bits.
    @inlinable package mutating func int32() throws(JSONError) -> Int32 {
        skipSpace()
        let first = next
        guard let value = Int32(exactly: try int64()) else { throw outOfRange(first) }
        return value
    }

    @inlinable package mutating func bool() throws(JSONError) -> Bool {
        skipSpace()
        if take(word: "true") { return true }
        if take(word: "false") { return false }
        throw failure("expected true or false")
    }

    /// Takes a `null` if it is next; returns whether it was.
    @inlinable package mutating func null() throws(JSONError) -> Bool {
        guard peek() == UInt8(ascii: "n") else { return false }
        guard take(word: "null") else { throw failure("expected null") }
        return true
    }

    /// Whether the next value is an object, or nothing that is JSON.
    package var isAtObject: Bool {
        mutating get { peek() == UInt8(ascii: "{") }
    }

    /// Whether the next value is an array, or nothing that is JSON.
    package var isAtArray: Bool {
        mutating get { peek() == UInt8(ascii: "[") }
    }

    /// Checks and takes a value of any kind, and returns its text; valid as long as the whole text.
    package mutating func raw() throws(JSONError) -> UnsafeRawBufferPointer {
        skipSpace()
        let first = next
        try skip()
        return bytes(first..<next)
    }

    /// Checks and takes a value of any kind; returns a number as it is written, so that no digit is
    /// lost, and nil for other values.
    package mutating func optionalNumber() throws(JSONError) -> String? {
        switch peek() {
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
            return String(decoding: try raw(), as: UTF8.self)
        default:
            try skip()
            return nil
        }
    }

    /// Checks and takes a value of any kind.
    package mutating func skip() throws(JSONError) {
        switch peek() {
        case UInt8(ascii: "{"):
            try object { (_, reader) throws(JSONError) in try reader.skip() }
        case UInt8(ascii: "["):
            try array { (reader) throws(JSONError) in try reader.skip() }
        case UInt8(ascii: "\""): _ = try rawString()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool()
        case UInt8(ascii: "n"): _ = try null()
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): try skipNumber()
        default: throw failure("expected a value")
        }
    }

    /// Checks and takes a number, with fraction and exponent.
    mutating func skipNumber() throws(JSONError) {
        let first = next
        if byte(next) == UInt8(ascii: "-") { next += 1 }
        let digits = next
        try skipDigits()
        guard byte(digits) != UInt8(ascii: "0") || next - digits == 1 else {
            throw JSONError(offset: first, problem: "a number with a leading zero")
        }
        if next < count, byte(next) == UInt8(ascii: ".") {
            next += 1
            try skipDigits()
        }
        if next < count, byte(next) | 0x20 == UInt8(ascii: "e") {
            next += 1
            if next < count, byte(next) == UInt8(ascii: "+") || byte(next) == UInt8(ascii: "-") {
                next += 1
            }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(JSONError) {
        let first = next
        while next < count, byte(next) &- UInt8(ascii: "0") < 10 { next += 1 }
        guard next > first else { throw failure("expected a digit") }
    }

    @inlinable func checkInteger(first: Int, digits: Int) throws(JSONError) {
        guard next > digits else {
            throw JSONError(
                offset: first,
                problem: digits > first ? "expected a digit" : "expected an integer"
            )
        }
        guard byte(digits) != UInt8(ascii: "0") || next - digits == 1 else {
            throw JSONError(offset: first, problem: "a number with a leading zero")
        }
        guard next < count else { return }
        switch byte(next) {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            throw JSONError(
                offset: first,
                problem: "expected an integer without fraction or exponent"
            )
        default: return
        }
    }

    @usableFromInline func outOfRange(_ offset: Int) -> JSONError {
        JSONError(offset: offset, problem: "an integer out of range")
    }
}

/// Reads JSON text strictly by RFC 8259, in one pass, value by value as the caller asks for them.
///
/// Refused besides what the grammar refuses: invalid UTF-8, halves of surrogate pairs, a name twice
/// in one object, nesting deeper than `maximumDepth`, and bytes after the value (`finish`). The
/// text must outlive the reader. Only strings are copied.
package struct JSONReader {
    @usableFromInline let start: UnsafeRawPointer
    @usableFromInline let count: Int
    /// The offset of the next byte.
    @usableFromInline var next = 0
    @usableFromInline var depth = 0

    /// Objects and arrays within each other.
    ///
    /// Bounds the stack.
    package static let maximumDepth = 64
    /// Members of one object.
    ///
    /// Bounds the memory for telling names apart.
    package static let maximumMembers = 4096

    /// `bytes` must outlive the reader.
    @inlinable package init(_ bytes: UnsafeRawBufferPointer) {
        start = bytes.baseAddress ?? emptyAddress
        count = bytes.count
    }

    /// Reads one whole text: `body` must take the value, after which only white space may come.
    @inlinable package static func read<Value>(
        _ bytes: UnsafeRawBufferPointer,
        _ body: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        var reader = JSONReader(bytes)
        let value = try body(&reader)
        try reader.finish()
        return value
    }

    /// Reads one whole text from an array.
    @inlinable package static func read<Value>(
        _ bytes: [UInt8],
        _ body: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            try read(UnsafeRawBufferPointer(buffer), body)
        }
    }

    /// The offset of the next byte, for errors.
    @inlinable package var offset: Int { next }

    /// An error at the present place, for callers that find a value wrong.
    package func failure(_ problem: String) -> JSONError {
        JSONError(offset: next, problem: problem)
    }

    /// Throws unless only white space is left.
    @inlinable package mutating func finish() throws(JSONError) {
        skipSpace()
        guard next == count else { throw failure("expected the end of the text") }
    }

    @inlinable func byte(_ offset: Int) -> UInt8 {
        start.load(fromByteOffset: offset, as: UInt8.self)
    }

    @inlinable mutating func skipSpace() {
        while next < count {
            switch byte(next) {
            case 0x20, 0x0A, 0x0D, 0x09: next += 1
            default: return
            }
        }
    }

    /// The next byte that is no white space, not taken; nil at the end.
    @inlinable mutating func peek() -> UInt8? {
        skipSpace()
        return next < count ? byte(next) : nil
    }

    /// Takes the byte if it is the next but white space.
    @inlinable mutating func take(_ expected: UInt8) -> Bool {
        guard peek() == expected else { return false }
        next += 1
        return true
    }

    /// Takes the word if it is next, at the present place.
    @inlinable mutating func take(word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard count - next >= length else { return false }
        for index in 0..<length where byte(next + index) != word.utf8Start[index] { return false }
        next += length
        return true
    }
}

/// The address for buffers that have no address.
///
/// Safe to share: nothing is ever read there.
@usableFromInline package nonisolated(unsafe) let emptyAddress = UnsafeRawPointer(
    UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 16)
)

extension JSONReader {
    /// Reads an object: `body` is called with each name and must take the value.
    ///
    ///     try reader.object { key, reader in
    ///         switch key {
    ///         case "amount": amount = try reader.int64()
    ///         default: throw reader.unknown(key)
    ///         }
    ///     }
    @inlinable package mutating func object(
        _ body: (JSONKey, inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard take(UInt8(ascii: "{")) else { throw failure("expected an object") }
        try enter()
        defer { depth -= 1 }
        if take(UInt8(ascii: "}")) { return }
        var names = JSONNames()
        repeat {
            guard peek() == UInt8(ascii: "\"") else { throw failure("expected a name in quotes") }
            let name = try rawString()
            try names.insert(name, in: self)
            guard take(UInt8(ascii: ":")) else { throw failure("expected a colon") }
            if name.hasEscapes {
                try callWithDecodedName(name, body)
            } else {
                try body(JSONKey(bytes(name.range)), &self)
            }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw failure("expected a comma or the object's end") }
    }

    /// Reads an array: `body` is called before each element and must take it.
    @inlinable package mutating func array(
        _ body: (inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard take(UInt8(ascii: "[")) else { throw failure("expected an array") }
        try enter()
        defer { depth -= 1 }
        if take(UInt8(ascii: "]")) { return }
        repeat { try body(&self) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw failure("expected a comma or the array's end") }
    }

    /// The error for a member that the caller does not know.
    package func unknown(_ key: JSONKey) -> JSONError {
        failure("unknown member \"\(key.string)\"")
    }

    @inlinable mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= Self.maximumDepth else { throw failure("nested too deeply") }
    }

    @inlinable func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count)
    }

    @usableFromInline mutating func callWithDecodedName(
        _ name: JSONSpan,
        _ body: (JSONKey, inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        let decoded = decode(name)
        try decoded.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            try body(JSONKey(UnsafeRawBufferPointer(buffer)), &self)
        }
    }
}

/// The name of a member, without escapes; valid only during the call it is given to.
package struct JSONKey {
    @usableFromInline let bytes: UnsafeRawBufferPointer

    @inlinable init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    package var string: String { String(decoding: bytes, as: UTF8.self) }

    /// For `switch key { case "amount": … }` without an allocation.
    @inlinable package static func ~= (name: StaticString, key: JSONKey) -> Bool {
        guard name.utf8CodeUnitCount == key.bytes.count else { return false }
        for index in 0..<key.bytes.count where key.bytes[index] != name.utf8Start[index] {
            return false
        }
        return true
    }
}

/// Text that is not JSON, or not the expected JSON.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Bytes before the place, from 0.
    package let offset: Int
    /// What is wrong there, for example `expected a string`.
    package let problem: String

    package init(offset: Int, problem: String) {
        self.offset = offset
        self.problem = problem
    }

    package var description: String { "\(problem) at byte \(offset)" }
}

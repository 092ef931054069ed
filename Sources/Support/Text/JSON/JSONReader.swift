/// Reads JSON text strictly by RFC 8259, in one pass, value by value as the caller asks for them.
///
/// Refused besides what the grammar refuses: invalid UTF-8, halves of surrogate pairs, a name twice
/// in one object, nesting deeper than `maximumDepth`, and bytes after the value (`finish`). The text
/// must outlive the reader. Only strings are copied.
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

/// Stands for the address of buffers that have none.
///
/// Safe to share: nothing is ever read there.
@usableFromInline package nonisolated(unsafe) let emptyAddress = UnsafeRawPointer(
    UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 16)
)

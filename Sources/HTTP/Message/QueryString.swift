/// Decodes `name=value&…` of a request's target (application/x-www-form-urlencoded).
package struct QueryString: Sequence, IteratorProtocol {
    /// Why a query cannot be decoded.
    package enum Failure: Error, Hashable, Sendable {
        /// A percent sign without two hexadecimal digits.
        case invalidEscape
        /// `%00`, which C functions and PostgreSQL take for an end.
        case nul
        /// Decoded bytes that are not UTF-8.
        case invalidUTF8
    }

    /// The first failure, if iteration ended for one; look at it after the loop.
    package private(set) var failure: Failure?
    private var rest: UnsafeRawBufferPointer

    /// Reads from `Request.query`, as long as that is valid.
    package init(_ query: UnsafeRawBufferPointer) {
        rest = query
    }

    /// The next pair; a name without `=` has an empty value; empty parts are skipped.
    ///
    /// Returns nil at the end and at the first part that cannot be decoded, which sets `failure`.
    package mutating func next() -> (name: String, value: String)? {
        guard failure == nil else { return nil }
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.count
            let part = UnsafeRawBufferPointer(rebasing: rest[..<end])
            rest = UnsafeRawBufferPointer(rebasing: rest[Swift.min(end + 1, rest.count)...])
            guard !part.isEmpty else { continue }
            let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.count
            do {
                let name = try Self.decode(part[..<equals])
                let value = try Self.decode(part[Swift.min(equals + 1, part.count)...])
                return (name, value)
            } catch {
                failure = error
                return nil
            }
        }
        return nil
    }

    /// All pairs in order, or the failure of the first that cannot be decoded.
    package func pairs() throws(Failure) -> [(name: String, value: String)] {
        var iterator = self
        var pairs: [(name: String, value: String)] = []
        while let pair = iterator.next() { pairs.append(pair) }
        if let failure = iterator.failure { throw failure }
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
                guard index + 1 < text.endIndex, let high = digit(text[index]),
                    let low = digit(text[index + 1])
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

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

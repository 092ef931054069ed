/// A strong entity tag (RFC 9110 section 8.8.3): equal bodies have equal tags.
package struct ETag: Hashable, Sendable {
    /// Two quotes and 16 hexadecimal digits.
    package static let byteCount = 18

    private let value: UInt64

    init(value: UInt64) {
        self.value = value
    }

    /// The tag of a body.
    package init(of body: [UInt8]) {
        self.value = BodyHash.hash(body)
    }

    /// Appends the tag with its quotes, as the header's value.
    package func append(to bytes: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        bytes.append(quote)
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(shift)) & 15
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
        bytes.append(quote)
    }

    /// The tag with its quotes.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ETag.byteCount)
        append(to: &bytes)
        return bytes
    }

    /// Whether the value of an `If-None-Match` header names this tag or is `*`: then the answer is
    /// 304.
    ///
    /// Compares weakly (RFC 9110 section 13.1.2), so `W/"…"` names it as well.
    package func isNamed(in header: UnsafeRawBufferPointer) -> Bool {
        let own = bytes
        var start = 0
        while start < header.count {
            let end = header[start...].firstIndex(of: UInt8(ascii: ",")) ?? header.count
            var entry = header[start..<end]
            while let first = entry.first, first == 0x20 || first == 0x09 { entry.removeFirst() }
            while let last = entry.last, last == 0x20 || last == 0x09 { entry.removeLast() }
            if entry.starts(with: [UInt8(ascii: "W"), UInt8(ascii: "/")]) { entry.removeFirst(2) }
            if entry.elementsEqual(own) || entry.elementsEqual([UInt8(ascii: "*")]) { return true }
            start = end + 1
        }
        return false
    }
}

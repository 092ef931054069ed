import Text

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
        bytes.append(UInt8(ascii: "\""))
        bytes.appendHexadecimal(value, digits: 16)
        bytes.append(UInt8(ascii: "\""))
    }

    /// The tag with its quotes.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ETag.byteCount)
        append(to: &bytes)
        return bytes
    }

    /// Whether the value of an `If-None-Match` header names this tag or is `*`: then the
    /// response is 304.
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

/// The finalizer of splitmix64: every input bit changes every output bit.
@inline(__always)
package func mix(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
}

/// A 64-bit hash of a body: the same on every node and after every start, so that every node
/// understands the ETags of the others.
///
/// It does not withstand an attacker: each client only gets its own.
struct BodyHash {
    private static let multiplier: UInt64 = 0xD6E8_FEB8_6659_FD93

    /// Eight bytes a step in two independent lanes, since one multiplication waits for the last.
    static func hash(_ body: borrowing [UInt8]) -> UInt64 {
        body.withUnsafeBytes { bytes in
            var first: UInt64 = UInt64(truncatingIfNeeded: bytes.count)
            var second: UInt64 = 0x9E37_79B9_7F4A_7C15
            var offset = 0
            while offset &+ 16 <= bytes.count {
                first = step(first, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                second = step(
                    second,
                    bytes.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
                )
                offset &+= 16
            }
            while offset < bytes.count {
                first = step(first, UInt64(bytes[offset]))
                offset &+= 1
            }
            return mix(first ^ mix(second))
        }
    }

    @inline(__always)
    private static func step(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ word) &* multiplier
        return product ^ (product >> 32)
    }
}

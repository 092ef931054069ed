import Glibc

/// A peer's address without its port; an IPv4-mapped IPv6 address equals its IPv4 one.
struct Address: Hashable, Sendable {
    /// The 128 bits of an IPv6 address in network order, IPv4 as `::ffff:a.b.c.d` (RFC 4291 §2.5.5.2).
    private let high: UInt64
    private let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The address in the storage that `accept` filled; unknown families are `::`.
    init(_ storage: UnsafeRawPointer, family: Int32) {
        switch family {
        case AF_INET:
            // sin_addr, see ip(7).
            let bytes = storage.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            self.init(high: 0, low: 0xffff_0000_0000 | UInt64(UInt32(bigEndian: bytes)))
        case AF_INET6:
            // sin6_addr, see ipv6(7).
            let high = storage.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            let low = storage.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            self.init(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
        default:
            self.init(high: 0, low: 0)
        }
    }
}

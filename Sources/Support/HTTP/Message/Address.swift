import Glibc

/// A peer's address without its port; an IPv4-mapped IPv6 address equals its IPv4 one.
package struct Address: Hashable, Sendable {
    /// The 128 bits of an IPv6 address in network order, IPv4 as `::ffff:a.b.c.d` (RFC 4291
    /// §2.5.5.2).
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

    /// The address in its usual text form (inet_pton(3)); nil for any other text.
    package init?(text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(high: 0, low: 0xffff_0000_0000 | UInt64(UInt32(bigEndian: four.s_addr)))
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            let (high, low) = withUnsafeBytes(of: &six) { bytes in
                (
                    bytes.loadUnaligned(as: UInt64.self),
                    bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                )
            }
            self.init(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
        } else {
            return nil
        }
    }

    /// The addresses of one client: an IPv4 address, or an IPv6 network of 64 bits (RFC 6177), with
    /// the other bits zero.
    package var network: Address {
        high == 0 ? self : Address(high: high, low: 0)
    }

    /// Whether it is this machine's own (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3).
    package var isLoopback: Bool {
        high == 0 && (low == 1 || low >> 24 == 0xffff_7f)
    }

    /// Whether it belongs to a private network (RFC 1918, RFC 3927; RFC 4193, RFC 4291, section
    /// 2.5.6).
    package var isPrivate: Bool {
        guard high == 0 else { return high >> 57 == 0x7e || high >> 54 == 0x3fa }
        guard low >> 32 == 0xffff else { return false }
        let four = UInt32(truncatingIfNeeded: low)
        return four >> 24 == 10 || four >> 20 == 0xac1 || four >> 16 == 0xc0a8
            || four >> 16 == 0xa9fe
    }

    /// The 16 bytes in network order.
    package var bytes: [UInt8] {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
    }
}

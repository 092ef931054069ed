/// Classes of bytes as bit sets: no table in memory, no bounds check.
enum ByteClass {
    /// Characters of a token (RFC 9110 §5.6.2): letters, digits and ``!#$%&'*+-.^_`|~``.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        if byte < 64 { return 0x03ff_6cfa_0000_0000 as UInt64 >> UInt64(byte) & 1 == 1 }
        if byte < 128 { return 0x57ff_ffff_c7ff_fffe as UInt64 >> UInt64(byte - 64) & 1 == 1 }
        return false
    }

    /// Bytes of a field value (RFC 9110 §5.5): visible ones, blanks, and the historic 0x80 and above.
    @inline(__always)
    static func isFieldValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7f || byte == 0x09
    }

    /// Bytes of a target: visible ASCII; a fragment never belongs into a request (RFC 9112 §3.2).
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "#")
    }

    /// Bytes of a host with port (RFC 3986 §3.2.2): without what would start another part of a URL.
    @inline(__always)
    static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "@"),
            UInt8(ascii: "\\"), UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"),
            UInt8(ascii: "|"), UInt8(ascii: "}"):
            false
        default:
            byte > 0x20 && byte < 0x7f
        }
    }
}

import Glibc

/// The offset of the first space from `start`; nil without one before `end`.
func space(_ base: UnsafeRawPointer, _ start: Int, _ end: Int) -> Int? {
    guard start < end, let found = memchr(base + start, 0x20, end - start) else { return nil }
    return UnsafeRawPointer(found) - base
}

@inline(__always)

func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}

@inline(__always)

func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09
}

/// Compares without regard to case; the literal is in lower case.
func equals(_ value: UnsafeRawBufferPointer, _ lowercased: StaticString) -> Bool {
    guard value.count == lowercased.utf8CodeUnitCount, let base = value.baseAddress else {
        return false
    }
    return matches(base, lowercased)
}

/// Without blanks at both ends.
func trimmed(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var start = 0
    var end = value.count
    while start < end, isBlank(value[start]) { start += 1 }
    while end > start, isBlank(value[end - 1]) { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: value[start..<end])
}

extension HeadParser {
    /// The value of the only field Origin in what has come of a head that is refused, whatever is
    /// wrong with it; nil if there is none, or more than one.
    static func origin(inRefused input: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        let name = "origin:" as StaticString
        var (found, start) = (nil as UnsafeRawBufferPointer?, 0)
        while let feed = input[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let end = feed > start && input[feed - 1] == UInt8(ascii: "\r") ? feed - 1 : feed
            let line = UnsafeRawBufferPointer(rebasing: input[start..<end])
            // An empty line ends the head, unless it comes first.
            if line.isEmpty, start > 0 { break }
            let head = UnsafeRawBufferPointer(rebasing: line.prefix(name.utf8CodeUnitCount))
            if equals(head, name) {
                guard found == nil else { return nil }
                found = trimmed(UnsafeRawBufferPointer(rebasing: line[head.count...]))
            }
            start = feed + 1
        }
        return found
    }
}

extension UnsafeRawPointer {
    /// The byte at an offset.
    @inline(__always)
    subscript(_ offset: Int) -> UInt8 {
        load(fromByteOffset: offset, as: UInt8.self)
    }
}

extension Method {
    /// The method a token names; methods are case-sensitive (RFC 9110 §9.1).
    init(_ token: UnsafeRawPointer, count: Int) {
        switch count {
        case 3 where memcmp(token, "GET", 3) == 0: self = .get
        case 3 where memcmp(token, "PUT", 3) == 0: self = .put
        case 4 where memcmp(token, "POST", 4) == 0: self = .post
        case 4 where memcmp(token, "HEAD", 4) == 0: self = .head
        case 5 where memcmp(token, "PATCH", 5) == 0: self = .patch
        case 6 where memcmp(token, "DELETE", 6) == 0: self = .delete
        case 7 where memcmp(token, "OPTIONS", 7) == 0: self = .options
        default: self = .other
        }
    }
}

/// Classes of bytes as bit sets: no table in memory, no bounds check.
enum ByteClass {
    /// Characters of a token (RFC 9110 §5.6.2): letters, digits and ``!#$%&'*+-.^_`|~``.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        if byte < 64 { return 0x03ff_6cfa_0000_0000 as UInt64 >> UInt64(byte) & 1 == 1 }
        if byte < 128 { return 0x57ff_ffff_c7ff_fffe as UInt64 >> UInt64(byte - 64) & 1 == 1 }
        return false
    }

    /// Bytes of a field value (RFC 9110 §5.5): visible ones, blanks, and the historic 0x80 and
    /// above.
    @inline(__always)
    static func isFieldValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7f || byte == 0x09
    }

    /// Bytes of a target: visible ASCII; a fragment never belongs into a request (RFC 9112 §3.2).
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "#")
    }

    /// Bytes of a host with port (RFC 3986 §3.2.2): without those that start another part of a URL.
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

import Text

/// Reads the parts of stream names, strictly.
enum NameParser {
    /// A number above zero in decimal digits without a leading zero, or nil.
    static func number(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        // 18 digits can't overflow, and no log gets that long.
        guard let first = bytes.first, first != UInt8(ascii: "0"), bytes.count <= 18 else {
            return nil
        }
        var value: Int64 = 0
        for byte in bytes {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }

    /// At most 16 lower-case hexadecimal digits, or nil.
    static func hexadecimal(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        var value: UInt64 = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                value = value << 4 | UInt64(byte &- UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                value = value << 4 | UInt64(byte &- UInt8(ascii: "a") &+ 10)
            default:
                return nil
            }
        }
        return value
    }
}

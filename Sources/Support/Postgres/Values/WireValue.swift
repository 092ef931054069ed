import Text

/// A value as PostgreSQL sent it, with its type's object id, in binary or text format.
struct WireValue {
    let bytes: UnsafeRawBufferPointer
    let type: UInt32
    let isText: Bool

    private static let jsonb: UInt32 = 3802

    /// Integers of 2, 4 or 8 bytes, and `oid`, which is unsigned.
    func integer() -> Int64? {
        switch type {
        case 20, 21, 23, 26: break
        default: return nil
        }
        if isText { return Int64(String(decoding: bytes, as: UTF8.self)) }
        switch bytes.count {
        case 2: return Int64(Int16(truncatingIfNeeded: bigEndian(0, 2)))
        case 4 where type == 26: return Int64(bigEndian(0, 4))
        case 4: return Int64(Int32(truncatingIfNeeded: bigEndian(0, 4)))
        case 8: return Int64(truncatingIfNeeded: bigEndian(0, 8))
        default: return nil
        }
    }

    func bool() -> Bool? {
        guard type == PostgresType.bool.rawValue, bytes.count == 1 else { return nil }
        return isText ? bytes[0] == UInt8(ascii: "t") : bytes[0] != 0
    }

    /// Every type is text in text format; in binary those whose bytes are their text.
    func string() -> String? {
        guard isText || isTextual else { return nil }
        return String(decoding: content, as: UTF8.self)
    }

    func byteArray() -> [UInt8]? {
        if isText, type == PostgresType.bytea.rawValue { return hexadecimal() }
        guard isText || isTextual || type == PostgresType.bytea.rawValue else { return nil }
        return [UInt8](content)
    }

    /// The bytes without the version number that precedes binary `jsonb`.
    var content: UnsafeRawBufferPointer {
        guard type == Self.jsonb, !isText else { return bytes }
        return UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    }

    func uuid() -> (high: UInt64, low: UInt64)? {
        guard type == PostgresType.uuid.rawValue else { return nil }
        if isText {
            let digits = bytes.filter { $0 != UInt8(ascii: "-") }
            let high = UInt64(String(decoding: digits.prefix(16), as: UTF8.self), radix: 16)
            let low = UInt64(String(decoding: digits.dropFirst(16), as: UTF8.self), radix: 16)
            guard digits.count == 32, let high, let low else { return nil }
            return (high, low)
        }
        guard bytes.count == 16 else { return nil }
        return (bigEndian(0, 8), bigEndian(8, 8))
    }

    func timestamp() -> Int64? {
        guard type == PostgresType.timestamptz.rawValue else { return nil }
        if isText { return TimestampText.microseconds(bytes) }
        guard bytes.count == 8 else { return nil }
        let value = Int64(truncatingIfNeeded: bigEndian(0, 8))
        // ±infinity, and what no Int64 of the other epoch holds.
        let (sum, overflow) = value.addingReportingOverflow(epochDifference)
        return overflow || value == .min ? nil : sum
    }

    /// char, name, text, json, xml, unknown, bpchar, varchar, jsonb.
    private var isTextual: Bool {
        switch type {
        case 18, 19, 25, 114, 142, 705, 1042, 1043, Self.jsonb: true
        // Enums and other types of a database's own.
        default: type >= 16_384
        }
    }

    private func bigEndian(_ start: Int, _ count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in start..<start + count { value = value << 8 | UInt64(bytes[index]) }
        return value
    }

    /// `bytea` as text: `\x` and two digits per byte (`bytea_output` = hex, the default).
    private func hexadecimal() -> [UInt8]? {
        guard bytes.count >= 2, bytes.count % 2 == 0, bytes[0] == UInt8(ascii: "\\") else {
            return nil
        }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 2 - 1)
        for index in stride(from: 2, to: bytes.count, by: 2) {
            guard let high = hexadecimalDigit(bytes[index]),
                let low = hexadecimalDigit(bytes[index + 1])
            else { return nil }
            result.append(high << 4 | low)
        }
        return result
    }
}

/// The types that parameters and results have, by their fixed object ids (`pg_type.dat`).
enum PostgresType: UInt32 {
    case bool = 16
    case bytea = 17
    case int8 = 20
    case int2 = 21
    case int4 = 23
    case text = 25
    case json = 114
    case uuid = 2950
    case timestamptz = 1184
    case byteaArray = 1001
    case int2Array = 1005
    case int4Array = 1007
    case textArray = 1009
    case int8Array = 1016
    case jsonArray = 199
    case timestamptzArray = 1185
}

/// Microseconds between PostgreSQL's epoch, 2000-01-01, and 1970-01-01 (both UTC).
@usableFromInline let epochDifference: Int64 = 946_684_800_000_000

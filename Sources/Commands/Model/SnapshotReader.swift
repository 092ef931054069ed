import EventStore
import Events

/// Reads what `Snapshot` writes, and nothing else: anything unexpected is nil.
///
/// Spaces may stand between elements, as the database may have put them there.
struct SnapshotReader {
    private let bytes: [UInt8]
    private var index = 0

    /// Nil for a snapshot of another schema.
    init?(_ snapshot: StoredSnapshot) {
        guard Snapshot.isKnown(schema: snapshot.schema) else { return nil }
        bytes = snapshot.state
        guard take(UInt8(ascii: "[")) else { return nil }
    }

    /// Whether the array's end is next.
    mutating func atEnd() -> Bool {
        skipSeparators()
        return index < bytes.count && bytes[index] == UInt8(ascii: "]")
    }

    /// Whether a string is next.
    mutating func isAtText() -> Bool {
        skipSeparators()
        return index < bytes.count && bytes[index] == UInt8(ascii: "\"")
    }

    mutating func number() -> Int64? {
        skipSeparators()
        let start = index
        while index < bytes.count, Self.isNumeric(bytes[index]) { index += 1 }
        return Int64(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    mutating func text() -> String? {
        skipSeparators()
        guard take(UInt8(ascii: "\"")) else { return nil }
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = escape() else { return nil }
                text.append(escaped)
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escape() -> UInt8? {
        guard index < bytes.count else { return nil }
        let byte = bytes[index]
        index += 1
        guard byte == UInt8(ascii: "u") else { return byte }
        guard index + 4 <= bytes.count else { return nil }
        defer { index += 4 }
        return UInt8(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSeparators() {
        while index < bytes.count,
            [UInt8(ascii: ","), UInt8(ascii: " ")].contains(bytes[index])
        { index += 1 }
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }
}

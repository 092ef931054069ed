import EventStore
import Events
import Model

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

/// The stored form of an entity's state: a JSON array of whole numbers and strings, in the order
/// that the entity writes them.
///
/// Only the same version of the same entity reads it back.
package struct Snapshot {
    /// The shape of all of them.
    ///
    /// Raise it when one changes: those of another schema are ignored and the stream is read whole.
    private static let schema: Int16 = 1

    private(set) var bytes: [UInt8] = [UInt8(ascii: "[")]

    /// Whether a stored state of this schema can be read.
    ///
    /// For the log, which otherwise reads the whole stream.
    package static func isKnown(schema: Int16) -> Bool {
        schema == Self.schema
    }

    /// The state as it is stored.
    static func stored(_ state: [UInt8], version: StreamVersion) -> StoredSnapshot {
        StoredSnapshot(version: version, schema: schema, state: state)
    }

    mutating func append(_ number: Int64) {
        separate()
        bytes.append(contentsOf: String(number).utf8)
    }

    /// Quotes, backslashes and control characters are escaped as RFC 8259, section 7 asks for.
    mutating func append(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(Self.digit(byte >> 4))
                bytes.append(Self.digit(byte & 15))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The finished text.
    consuming func closed() -> [UInt8] {
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    private mutating func separate() {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

/// What a stream's snapshot holds, going by its events from the first on.
package struct SnapshotFold: ~Copyable {
    private let stream: StreamID
    private var model = WriteModel()
    private var isSound: Bool

    package init(_ stream: StreamID) {
        self.stream = stream
        isSound = model.load(stream, StreamHistory())
    }

    /// Takes the stream's next event.
    package mutating func take(_ event: RecordedEvent) {
        isSound = isSound && event.stream == stream && model.fold(event)
    }

    /// Nil if the events are not those of such a stream from the first on, or none is stored for it.
    package borrowing func snapshot() -> StoredSnapshot? {
        isSound ? model.snapshot(stream) : nil
    }
}

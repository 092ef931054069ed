import EventStore
import Events
import Model

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

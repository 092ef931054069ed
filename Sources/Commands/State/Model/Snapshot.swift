import EventStore
import Events
import Model
import Text

/// The stored form of an entity's state: a JSON array of whole numbers and strings, in the order in
/// which the entity writes and reads them.
package struct Snapshot {
    /// The schema of all snapshots.
    ///
    /// Raise it when one changes its shape: snapshots of another schema are ignored, and their
    /// streams are read from the first event on.
    private static let schema: Int16 = 1

    private var writer = JSONWriter()

    init() {
        writer.beginArray()
    }

    /// Returns whether a stored state of this schema can be read.
    ///
    /// For the log, which otherwise reads the whole stream.
    package static func isKnown(schema: Int16) -> Bool {
        schema == Self.schema
    }

    mutating func append(_ number: Int64) {
        writer.value(number)
    }

    /// Appends a string with every control character as `\u00xx`.
    ///
    /// `JSONWriter` has shorter forms for some of them, but the stored bytes must never change: a
    /// check of the log compares them with those of a new snapshot.
    mutating func append(_ text: String) {
        var quoted = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case 0..<0x20: quoted += "\\u00\(hexadecimal([byte]))".utf8
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
            default: quoted.append(byte)
            }
        }
        quoted.append(UInt8(ascii: "\""))
        writer.raw(quoted)
    }

    /// The finished text, as it is stored at a version of its stream.
    consuming func stored(at version: StreamVersion) -> StoredSnapshot {
        writer.endArray()
        return StoredSnapshot(version: version, schema: Self.schema, state: writer.bytes)
    }
}

/// Takes the values of a stored snapshot in order; anything unexpected is nil.
package struct SnapshotReader {
    private var values: ArraySlice<JSONValue>

    /// Nil for a snapshot of another schema, and for anything but a JSON array.
    init?(_ snapshot: StoredSnapshot) {
        guard Snapshot.isKnown(schema: snapshot.schema),
            case .array(let values)? = try? JSONValue(snapshot.state)
        else { return nil }
        self.values = values[...]
    }

    /// Whether all values are taken.
    var isAtEnd: Bool { values.isEmpty }

    /// Whether the next value is a string.
    var isAtText: Bool {
        if case .string? = values.first { true } else { false }
    }

    mutating func number() -> Int64? {
        if case .integer(let number)? = values.popFirst() { number } else { nil }
    }

    mutating func text() -> String? {
        if case .string(let text)? = values.popFirst() { text } else { nil }
    }
}

/// The snapshot that a stream should have, by its events from the first on.
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

    /// Nil if the events are not those of such a stream from the first on, or if streams of this
    /// kind have no snapshots.
    package mutating func snapshot() -> StoredSnapshot? {
        isSound ? model.snapshot(stream) : nil
    }
}

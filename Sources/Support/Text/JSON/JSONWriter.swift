/// Writes JSON text into bytes, commas included.
///
/// The caller keeps the order: a key before each member of an object, each `begin…` ended. Strings are
/// escaped as RFC 8259 section 7 asks and no more.
package struct JSONWriter: Sendable {
    /// What has been written.
    package var bytes: [UInt8]
    /// A value stands right before, so that the next one needs a comma.
    @usableFromInline var followsValue = false

    /// `capacity` is in bytes.
    @inlinable package init(capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Begins again, and keeps the memory.
    @inlinable package mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        followsValue = false
    }

    @inlinable package mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
        followsValue = false
    }

    @inlinable package mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
        followsValue = true
    }

    @inlinable package mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
        followsValue = false
    }

    @inlinable package mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
        followsValue = true
    }

    /// Writes a member's name, which must need no escapes.
    @inlinable package mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        append(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        followsValue = false
    }

    /// Writes a member's name that is not known to the program.
    @inlinable package mutating func key(dynamic name: String) {
        value(name)
        bytes.append(UInt8(ascii: ":"))
        followsValue = false
    }

    /// Writes a comma where one belongs.
    @inlinable mutating func separate() {
        if followsValue { bytes.append(UInt8(ascii: ",")) }
    }

    @inlinable mutating func append(_ text: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(
                start: text.utf8Start,
                count: text.utf8CodeUnitCount
            )
        )
    }
}

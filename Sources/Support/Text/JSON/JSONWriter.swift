/// Writes JSON text into bytes, commas included.
///
/// The caller keeps the order: a key before each member of an object, each `begin…` ended. Strings
/// are escaped as RFC 8259 section 7 asks and no more.
package struct JSONWriter: Sendable {
    /// What has been written.
    package var bytes: [UInt8]
    /// Whether the next value needs a comma, since it follows another.
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
        bytes.append(name)
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
}

/// Members of an object: name and value in one call. Nil is written as `null`.
extension JSONWriter {
    @inlinable package mutating func member(_ name: StaticString, _ value: Int64?) {
        key(name)
        if let value { self.value(value) } else { null() }
    }

    @inlinable package mutating func member(_ name: StaticString, _ value: Int) {
        key(name)
        self.value(value)
    }

    @inlinable package mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        self.value(value)
    }

    @inlinable package mutating func member(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { self.value(value) } else { null() }
    }

    /// A string that is part of the program and needs no escapes.
    @inlinable package mutating func member(_ name: StaticString, constant value: StaticString) {
        key(name)
        self.value(constant: value)
    }

    /// RFC 3339 text of microseconds since 1970.
    package mutating func member(_ name: StaticString, timestamp microseconds: Int64?) {
        key(name)
        if let microseconds { value(timestamp: microseconds) } else { null() }
    }

    /// JSON text as it is.
    @inlinable package mutating func member(_ name: StaticString, raw json: [UInt8]) {
        key(name)
        raw(json)
    }

    /// An object of its own.
    @inlinable package mutating func object(
        _ name: StaticString,
        _ body: (inout JSONWriter) -> Void
    ) {
        key(name)
        object(body)
    }

    /// An object whose members `body` writes.
    @inlinable package mutating func object(_ body: (inout JSONWriter) -> Void) {
        beginObject()
        body(&self)
        endObject()
    }

    /// An array whose elements `body` writes.
    @inlinable package mutating func array(
        _ name: StaticString,
        _ body: (inout JSONWriter) -> Void
    ) {
        key(name)
        beginArray()
        body(&self)
        endArray()
    }

    /// Writes an integer.
    @inlinable package mutating func value(_ value: Int64) {
        separate()
        bytes.appendDecimal(value)
        followsValue = true
    }

    /// Writes an integer.
    @inlinable package mutating func value(_ value: Int) {
        self.value(Int64(value))
    }

    @inlinable package mutating func value(_ value: Bool) {
        separate()
        bytes.append(value ? "true" : "false")
        followsValue = true
    }

    /// Writes a string, escaped.
    @inlinable package mutating func value(_ value: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { appendEscaped($0) }
        bytes.append(UInt8(ascii: "\""))
        followsValue = true
    }

    /// Writes a string that is part of the program and needs no escapes.
    @inlinable package mutating func value(constant value: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(value)
        bytes.append(UInt8(ascii: "\""))
        followsValue = true
    }

    /// Writes RFC 3339 text of microseconds since 1970, in UTC.
    package mutating func value(timestamp microseconds: Int64) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        TimestampText.append(microseconds, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        followsValue = true
    }

    @inlinable package mutating func null() {
        separate()
        bytes.append("null")
        followsValue = true
    }

    /// Writes a value that is JSON text already.
    @inlinable package mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
        followsValue = true
    }

    /// Writes a value that is JSON text already.
    @inlinable package mutating func raw(_ json: UnsafeRawBufferPointer) {
        separate()
        bytes.append(contentsOf: json)
        followsValue = true
    }

    /// Appends bytes as they are; commas are the caller's.
    @inlinable package mutating func unchecked(_ text: StaticString) {
        bytes.append(text)
    }

    /// Appends in pieces that need no escape, which is mostly the whole text.
    @inlinable mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in 0..<text.count {
            let byte = text[index]
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { continue }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            appendEscape(byte)
            start = index + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    @usableFromInline mutating func appendEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): bytes.append("\\\"")
        case UInt8(ascii: "\\"): bytes.append("\\\\")
        case UInt8(ascii: "\n"): bytes.append("\\n")
        case UInt8(ascii: "\r"): bytes.append("\\r")
        case UInt8(ascii: "\t"): bytes.append("\\t")
        default:
            bytes.append("\\u00")
            bytes.appendHexadecimal(UInt64(byte), digits: 2)
        }
    }
}

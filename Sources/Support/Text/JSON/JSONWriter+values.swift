extension JSONWriter {
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
        append(value ? "true" : "false")
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
        append(value)
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
        append("null")
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
        append(text)
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
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        default:
            append("\\u00")
            bytes.appendHexadecimal(UInt64(byte), digits: 2)
        }
    }
}

/// Members of an object: name and value in one call. Nil is written as `null`.
extension JSONWriter {
    @inlinable package mutating func member(_ name: StaticString, _ value: Int64) {
        key(name)
        self.value(value)
    }

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

    @inlinable package mutating func member(_ name: StaticString, _ value: String) {
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
}

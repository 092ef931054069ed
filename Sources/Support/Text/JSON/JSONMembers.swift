/// The members of one object, read in the order in which they were written.
///
///     try reader.members { (members) throws(JSONError) in
///         Line(product: try members.int64("product"), note: try members.optionalString("note"))
///     }
///
/// The next member must be the one that is asked for. So a member that is missing, unknown,
/// repeated or in another place is an error, and no name has to be remembered.
package struct JSONMembers {
    /// Reads the value of the member that was taken last.
    package var reader: JSONReader
    @usableFromInline var isFirst = true

    @inlinable init(_ reader: JSONReader) {
        self.reader = reader
    }

    /// Takes the name of the next member, which must be this one; the caller reads the value.
    @inlinable package mutating func take(_ name: StaticString) throws(JSONError) {
        guard takeIfNext(name) else { throw unexpected(insteadOf: name) }
    }

    /// Takes the name of the next member if it is this one; the caller then reads the value.
    @inlinable package mutating func takeIfNext(_ name: StaticString) -> Bool {
        let start = reader.next
        guard isFirst || reader.take(UInt8(ascii: ",")), reader.take(UInt8(ascii: "\"")),
            reader.take(word: name), reader.take(word: "\""), reader.take(UInt8(ascii: ":"))
        else {
            reader.next = start
            return false
        }
        isFirst = false
        return true
    }

    @inlinable package mutating func int64(_ name: StaticString) throws(JSONError) -> Int64 {
        try take(name)
        return try reader.int64()
    }

    @inlinable package mutating func bool(_ name: StaticString) throws(JSONError) -> Bool {
        try take(name)
        return try reader.bool()
    }

    @inlinable package mutating func string(_ name: StaticString) throws(JSONError) -> String {
        try take(name)
        return try reader.string()
    }

    /// Nil if the next member is another one, or if all were read.
    @inlinable package mutating func optionalInt64(
        _ name: StaticString
    ) throws(JSONError) -> Int64? {
        takeIfNext(name) ? try reader.int64() : nil
    }

    /// Nil if the next member is another one, or if all were read.
    @inlinable package mutating func optionalString(
        _ name: StaticString
    ) throws(JSONError) -> String? {
        takeIfNext(name) ? try reader.string() : nil
    }

    /// A string that `make` turns into a value; nil from it is an error.
    @inlinable package mutating func word<Value>(
        _ name: StaticString,
        _ make: (UnsafeRawBufferPointer) -> Value?
    ) throws(JSONError) -> Value {
        try take(name)
        guard let value = try reader.withString({ (bytes) throws(JSONError) in make(bytes) }) else {
            throw reader.failure("unknown word")
        }
        return value
    }

    /// An object.
    @inlinable package mutating func object<Value>(
        _ name: StaticString,
        _ body: (inout JSONMembers) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        try take(name)
        return try reader.members(body)
    }

    /// An array of objects.
    @inlinable package mutating func objects<Value>(
        _ name: StaticString,
        _ body: (inout JSONMembers) throws(JSONError) -> Value
    ) throws(JSONError) -> [Value] {
        try take(name)
        return try reader.objects(body)
    }

    @inlinable mutating func end() throws(JSONError) {
        guard reader.take(UInt8(ascii: "}")) else { throw unexpected(insteadOf: nil) }
    }

    /// The error if a member is expected, or the end if `expected` is nil, and something else is
    /// next.
    @usableFromInline func unexpected(insteadOf expected: StaticString?) -> JSONError {
        var reader = reader
        if let expected, reader.peek() == UInt8(ascii: "}") {
            return reader.failure("missing member \"\(expected)\"")
        }
        guard isFirst || reader.take(UInt8(ascii: ",")) else {
            return reader.failure("expected a comma or the object's end")
        }
        do {
            let found = try reader.string()
            guard let expected else { return reader.failure("unexpected member \"\(found)\"") }
            return reader.failure("expected member \"\(expected)\", not \"\(found)\"")
        } catch {
            return JSONError(offset: error.offset, problem: "expected a name in quotes")
        }
    }
}

extension JSONReader {
    /// Reads an object whose members `body` takes, all of them and in their order.
    @inlinable package mutating func members<Value>(
        _ body: (inout JSONMembers) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        guard take(UInt8(ascii: "{")) else { throw failure("expected an object") }
        try enter()
        var members = JSONMembers(self)
        let value = try body(&members)
        try members.end()
        self = members.reader
        depth -= 1
        return value
    }

    /// Reads an array of objects, each as `members` reads one.
    @inlinable package mutating func objects<Value>(
        _ body: (inout JSONMembers) throws(JSONError) -> Value
    ) throws(JSONError) -> [Value] {
        var values: [Value] = []
        try array { (reader) throws(JSONError) in values.append(try reader.members(body)) }
        return values
    }
}

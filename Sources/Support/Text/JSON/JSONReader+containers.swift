extension JSONReader {
    /// Reads an object: `body` is called with each name and must take the value.
    ///
    ///     try reader.object { key, reader in
    ///         switch key {
    ///         case "amount": amount = try reader.int64()
    ///         default: throw reader.unknown(key)
    ///         }
    ///     }
    @inlinable package mutating func object(
        _ body: (JSONKey, inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard take(UInt8(ascii: "{")) else { throw failure("expected an object") }
        try enter()
        defer { depth -= 1 }
        if take(UInt8(ascii: "}")) { return }
        var names = JSONNames()
        repeat {
            guard peek() == UInt8(ascii: "\"") else { throw failure("expected a name in quotes") }
            let name = try rawString()
            try names.insert(name, in: self)
            guard take(UInt8(ascii: ":")) else { throw failure("expected a colon") }
            if name.hasEscapes {
                try callWithDecodedName(name, body)
            } else {
                try body(JSONKey(bytes(name.range)), &self)
            }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw failure("expected a comma or the object's end") }
    }

    /// Reads an array: `body` is called before each element and must take it.
    @inlinable package mutating func array(
        _ body: (inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard take(UInt8(ascii: "[")) else { throw failure("expected an array") }
        try enter()
        defer { depth -= 1 }
        if take(UInt8(ascii: "]")) { return }
        repeat { try body(&self) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw failure("expected a comma or the array's end") }
    }

    /// The error for a member that the caller does not know.
    package func unknown(_ key: JSONKey) -> JSONError {
        failure("unknown member \"\(key.string)\"")
    }

    @inlinable mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= Self.maximumDepth else { throw failure("nested too deeply") }
    }

    @inlinable func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count)
    }

    @usableFromInline mutating func callWithDecodedName(
        _ name: JSONSpan,
        _ body: (JSONKey, inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        let decoded = decode(name)
        try decoded.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            try body(JSONKey(UnsafeRawBufferPointer(buffer)), &self)
        }
    }
}

import Text

/// Reads rows in the binary format of `COPY … TO STDOUT (FORMAT binary)` from a buffer.
///
/// The buffer must outlive the reader. Every accessor throws `.decoding` for a field that is cut
/// short, NULL or of another length.
package struct CopyReader {
    @usableFromInline var position: UnsafeRawPointer
    @usableFromInline let end: UnsafeRawPointer

    @inlinable package init(_ bytes: UnsafeRawBufferPointer) {
        // An empty buffer may have no address; any address will do for it.
        let start = bytes.baseAddress ?? emptyAddress
        self.position = start
        self.end = start + bytes.count
    }

    /// Bytes not read yet.
    @inlinable package var remaining: Int { end - position }

    /// Reads the header before the first row.
    package mutating func header() throws(PostgresError) {
        guard remaining >= 19, take(UInt64.self) == copySignature.high,
            take(UInt16.self) == copySignature.middle, take(UInt8.self) == copySignature.low
        else { throw .decoding("COPY data without its signature") }
        let flags = take(Int32.self)
        let extra = Int(take(Int32.self))
        guard flags == 0, extra >= 0, extra <= remaining else {
            throw .decoding("COPY data with an unknown header")
        }
        position += extra
    }

    /// Begins a row and answers its number of fields; nil at the end of the data.
    @inlinable package mutating func row() throws(PostgresError) -> Int? {
        guard remaining >= 2 else { throw truncated() }
        let fields = Int(take(Int16.self))
        return fields < 0 ? nil : fields
    }

    /// The next field's bytes, nil for NULL; valid as long as the buffer.
    @inlinable package mutating func field() throws(PostgresError) -> UnsafeRawBufferPointer? {
        guard remaining >= 4 else { throw truncated() }
        let count = Int(take(Int32.self))
        guard count >= 0 else { return nil }
        guard count <= remaining else { throw truncated() }
        let field = UnsafeRawBufferPointer(start: position, count: count)
        position += count
        return field
    }

    /// Reads in network order; the bytes must be there.
    @inlinable mutating func take<Value: FixedWidthInteger>(_ type: Value.Type) -> Value {
        let value = Value(bigEndian: position.loadUnaligned(as: type))
        position += MemoryLayout<Value>.size
        return value
    }

    @usableFromInline func truncated() -> PostgresError {
        .decoding("COPY data is cut short")
    }

    @usableFromInline func unexpected(_ expected: StaticString) -> PostgresError {
        .decoding("COPY field is no \(expected)")
    }

    @usableFromInline func unexpectedColumns(_ count: Int, _ expected: Int) -> PostgresError {
        .decoding("COPY row has \(count) columns, expected \(expected)")
    }
}

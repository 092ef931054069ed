import Text

/// Reads rows in the binary format of `COPY … TO STDOUT (FORMAT binary)` from a buffer.
///
/// The buffer must outlive the reader. Every accessor throws `.decoding` for a field that is cut
/// short, NULL or of another length.
package struct CopyReader {
    @usableFromInline var position: UnsafeRawPointer
    @usableFromInline let end: UnsafeRawPointer

    @inlinable package init(_ bytes: UnsafeRawBufferPointer) {
        // An empty buffer may have no address; it can use any.
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

    /// Begins a row and returns its number of fields; nil at the end of the data.
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

    /// Reads an `int8`.
    @inlinable package mutating func int64() throws(PostgresError) -> Int64 {
        guard remaining >= 12, take(Int32.self) == 8 else { throw unexpected("int8") }
        return take(Int64.self)
    }

    /// Reads an `int4`.
    @inlinable package mutating func int32() throws(PostgresError) -> Int32 {
        guard remaining >= 8, take(Int32.self) == 4 else { throw unexpected("int4") }
        return take(Int32.self)
    }

    /// Reads an `int2`.
    @inlinable package mutating func int16() throws(PostgresError) -> Int16 {
        guard remaining >= 6, take(Int32.self) == 2 else { throw unexpected("int2") }
        return take(Int16.self)
    }

    /// Reads a `bool`.
    @inlinable package mutating func bool() throws(PostgresError) -> Bool {
        guard remaining >= 5, take(Int32.self) == 1 else { throw unexpected("bool") }
        return take(UInt8.self) != 0
    }

    /// Reads a `timestamptz` as microseconds since 1970.
    @inlinable package mutating func timestamp() throws(PostgresError) -> Int64 {
        let (sum, overflow) = try int64().addingReportingOverflow(epochDifference)
        guard !overflow else { throw unexpected("finite timestamptz") }
        return sum
    }

    /// Reads a `timestamptz` or NULL.
    @inlinable package mutating func optionalTimestamp() throws(PostgresError) -> Int64? {
        guard let field = try field() else { return nil }
        guard field.count == 8 else { throw unexpected("timestamptz") }
        let value = Int64(bigEndian: field.loadUnaligned(as: Int64.self))
        let (sum, overflow) = value.addingReportingOverflow(epochDifference)
        guard !overflow else { throw unexpected("finite timestamptz") }
        return sum
    }

    /// Reads a `uuid`: 128 bits in network order.
    @inlinable package mutating func uuid() throws(PostgresError) -> (high: UInt64, low: UInt64) {
        guard remaining >= 20, take(Int32.self) == 16 else { throw unexpected("uuid") }
        let high = take(UInt64.self)
        return (high, take(UInt64.self))
    }

    /// Reads a `text`, `json` or `bytea` without a copy; valid as long as the buffer.
    @inlinable package mutating func bytes() throws(PostgresError) -> UnsafeRawBufferPointer {
        guard let field = try field() else { throw unexpected("value but null") }
        return field
    }

    /// Reads a `text` or `json`.
    @inlinable package mutating func string() throws(PostgresError) -> String {
        String(decoding: try bytes(), as: UTF8.self)
    }
}

extension CopyReader {
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

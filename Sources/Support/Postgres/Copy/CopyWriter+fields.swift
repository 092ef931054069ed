extension CopyWriter {
    /// Writes NULL.
    @inlinable package mutating func null() {
        reserve(4)
        put(Int32(-1))
    }

    /// Writes an `int8`.
    @inlinable package mutating func int64(_ value: Int64) {
        reserve(12)
        put(Int32(8))
        put(value)
    }

    /// Writes an `int8` or NULL.
    @inlinable package mutating func int64(_ value: Int64?) {
        guard let value else { return null() }
        int64(value)
    }

    /// Writes an `int4`.
    @inlinable package mutating func int32(_ value: Int32) {
        reserve(8)
        put(Int32(4))
        put(value)
    }

    /// Writes an `int2`.
    @inlinable package mutating func int16(_ value: Int16) {
        reserve(6)
        put(Int32(2))
        put(value)
    }

    /// Writes a `timestamptz` from microseconds since 1970.
    @inlinable package mutating func timestamp(_ microseconds: Int64) {
        int64(microseconds - epochDifference)
    }

    /// Writes a `timestamptz` or NULL.
    @inlinable package mutating func timestamp(_ microseconds: Int64?) {
        guard let microseconds else { return null() }
        timestamp(microseconds)
    }

    /// Writes a `uuid`: 128 bits in network order.
    @inlinable package mutating func uuid(high: UInt64, low: UInt64) {
        reserve(20)
        put(Int32(16))
        put(high)
        put(low)
    }

    /// Writes a `text` or `json`.
    @inlinable package mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { bytes(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a `text` or NULL.
    @inlinable package mutating func text(_ value: String?) {
        guard let value else { return null() }
        text(value)
    }

    /// Writes a `text` that is part of the program.
    @inlinable package mutating func text(_ value: StaticString) {
        bytes(UnsafeRawBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    /// Writes a `bytea`, or a `text` or `json` from its bytes.
    @inlinable package mutating func bytes(_ value: UnsafeRawBufferPointer) {
        reserve(4 + value.count)
        put(Int32(truncatingIfNeeded: value.count))
        guard let source = value.baseAddress else { return }
        (start + used).copyMemory(from: source, byteCount: value.count)
        used += value.count
    }

    /// Writes a `bytea`, or a `text` or `json` from its bytes.
    @inlinable package mutating func bytes(_ value: [UInt8]) {
        value.withUnsafeBytes { bytes($0) }
    }
}

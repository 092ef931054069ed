/// Rows in the binary format of `COPY … FROM STDIN (FORMAT binary)`, in a buffer of its own.
///
/// Call `row(fields:)`, then write each field in the order of the columns, then the next row, and
/// `finish` at the end. `reset` keeps the buffer, so a writer that lives long allocates nothing.
package struct CopyWriter: ~Copyable {
    @usableFromInline var start: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    @usableFromInline var used: Int

    /// Signature, flags and length of the header's extension (manual, COPY, "Binary Format").
    @usableFromInline static let headerSize = 19

    /// `capacity` is in bytes; the buffer doubles when it is full.
    package init(capacity: Int = 64 << 10) {
        let size = max(capacity, 256)
        self.start = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        self.capacity = size
        self.used = 0
        writeHeader()
    }

    deinit {
        start.deallocate()
    }

    /// Everything written, header included; valid until the writer is next changed or goes.
    @inlinable package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: used)
    }

    /// The same without the header: the rows, and the trailer once finished.
    @inlinable package var rowBytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start + Self.headerSize, count: used - Self.headerSize)
    }

    /// Bytes written, header included.
    @inlinable package var count: Int { used }

    /// Begins again with an empty buffer of the same size.
    package mutating func reset() {
        used = 0
        writeHeader()
    }

    /// Begins a row of `fields` columns.
    @inlinable package mutating func row(fields: Int) {
        reserve(2)
        put(Int16(truncatingIfNeeded: fields))
    }

    /// Ends the data.
    package mutating func finish() {
        reserve(2)
        put(Int16(-1))
    }

    /// Makes room for `count` more bytes.
    @inlinable mutating func reserve(_ count: Int) {
        if capacity - used < count { grow(by: count) }
    }

    /// Writes in network order; the room must be there.
    @inlinable mutating func put<Value: FixedWidthInteger>(_ value: Value) {
        (start + used).storeBytes(of: value.bigEndian, as: Value.self)
        used += MemoryLayout<Value>.size
    }

    @usableFromInline mutating func grow(by count: Int) {
        let size = max(capacity * 2, used + count)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        larger.copyMemory(from: start, byteCount: used)
        start.deallocate()
        start = larger
        capacity = size
    }

    private mutating func writeHeader() {
        reserve(Self.headerSize)
        put(copySignature.high)
        put(copySignature.middle)
        put(copySignature.low)
        put(Int32(0))
        put(Int32(0))
    }
}

/// "PGCOPY\n\377\r\n\0", which shows if a file was mangled on its way.
let copySignature: (high: UInt64, middle: UInt16, low: UInt8) = (0x5047_434F_5059_0AFF, 0x0D0A, 0)

extension CopyWriter {
    /// Writes NULL.
    @inlinable package mutating func null() {
        reserve(4)
        put(Int32(-1))
    }

    /// Writes an `int8` or NULL.
    @inlinable package mutating func int64(_ value: Int64?) {
        guard let value else { return null() }
        reserve(12)
        put(Int32(8))
        put(value)
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

    /// Writes a `timestamptz` from microseconds since 1970, or NULL.
    @inlinable package mutating func timestamp(_ microseconds: Int64?) {
        int64(microseconds.map { $0 - epochDifference })
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

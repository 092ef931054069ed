import CLibPQ

/// Owns a result of libpq.
final class ResultHandle {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }
}

/// The result of a statement: its rows, or only a command tag.
package struct Rows {
    private let result: ResultHandle

    init(_ result: ResultHandle) {
        self.result = result
    }

    package var count: Int { Int(PQntuples(result.pointer)) }

    package var isEmpty: Bool { count == 0 }

    /// The command as PostgreSQL names it, for example `COMMIT` or `INSERT 0 3`.
    package var command: String { String(cString: PQcmdStatus(result.pointer)) }

    /// Rows inserted, changed, deleted, copied or returned; 0 for other commands.
    package var affected: Int { Int(String(cString: PQcmdTuples(result.pointer))) ?? 0 }

    package var first: Row? { isEmpty ? nil : Row(result, 0) }

    /// The row at `index`, from 0.
    ///
    /// It must exist.
    package subscript(index: Int) -> Row {
        precondition(index >= 0 && index < count, "no such row")
        return Row(result, Int32(index))
    }

    /// The only row.
    ///
    /// Throws `.decoding` unless there is exactly one.
    package func only() throws(PostgresError) -> Row {
        guard count == 1 else { throw .decoding("expected one row, got \(count)") }
        return Row(result, 0)
    }
}

extension Rows: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { count }
}

/// One row of a result.
///
/// Columns are numbered from 0.
///
/// Each accessor throws `.decoding` if the column is NULL, of another type, or does not exist; the
/// `optional…` ones return nil for NULL.
package struct Row {
    private let result: ResultHandle
    private let row: Int32

    init(_ result: ResultHandle, _ row: Int32) {
        self.result = result
        self.row = row
    }

    /// The column is NULL.
    package func isNull(_ column: Int) -> Bool {
        PQgetisnull(result.pointer, row, Int32(column)) == 1
    }

    /// The value as it was sent, nil for NULL; valid only during the call.
    func withValue<R>(
        _ column: Int,
        _ body: (WireValue) throws(PostgresError) -> R
    ) throws(PostgresError) -> R? {
        let column = Int32(column)
        guard column >= 0, column < PQnfields(result.pointer) else {
            throw .decoding("the result has no column \(column)")
        }
        guard PQgetisnull(result.pointer, row, column) == 0 else { return nil }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result.pointer, row, column),
            count: Int(PQgetlength(result.pointer, row, column))
        )
        let value = WireValue(
            bytes: bytes,
            type: PQftype(result.pointer, column),
            isText: PQfformat(result.pointer, column) == 0
        )
        let decoded = try body(value)
        // `bytes` belongs to the result, which must not go before the decoding is done.
        return withExtendedLifetime(result) { decoded }
    }

    func failure(_ column: Int, _ problem: String) -> PostgresError {
        let name = PQfname(result.pointer, Int32(column)).map { String(cString: $0) }
        return .decoding("column \(name ?? String(column)) \(problem)")
    }

    /// Decodes with `read`, which returns nil for a type or text that it does not take.
    func decode<Value>(
        _ column: Int,
        _ expected: String,
        _ read: (WireValue) -> Value?
    ) throws(PostgresError) -> Value? {
        let outcome = try withValue(column) { (wire) throws(PostgresError) in
            guard let value = read(wire) else {
                throw failure(column, "is no \(expected) (type \(wire.type))")
            }
            return value
        }
        return outcome
    }

    func required<Value>(_ column: Int, _ value: Value?) throws(PostgresError) -> Value {
        guard let value else { throw failure(column, "is null") }
        return value
    }

    /// An integer of any width.
    package func int64(_ column: Int) throws(PostgresError) -> Int64 {
        try required(column, optionalInt64(column))
    }

    package func optionalInt64(_ column: Int) throws(PostgresError) -> Int64? {
        try decode(column, "integer") { $0.integer() }
    }

    /// An integer that fits 32 bits.
    package func int32(_ column: Int) throws(PostgresError) -> Int32 {
        try required(
            column,
            decode(column, "32-bit integer") { $0.integer().flatMap { Int32(exactly: $0) } }
        )
    }

    /// An integer that fits 16 bits.
    package func int16(_ column: Int) throws(PostgresError) -> Int16 {
        try required(
            column,
            decode(column, "16-bit integer") { $0.integer().flatMap { Int16(exactly: $0) } }
        )
    }

    package func bool(_ column: Int) throws(PostgresError) -> Bool {
        try required(column, decode(column, "bool") { $0.bool() })
    }

    /// Text, JSON, a name or an enum's label.
    package func string(_ column: Int) throws(PostgresError) -> String {
        try required(column, optionalString(column))
    }

    package func optionalString(_ column: Int) throws(PostgresError) -> String? {
        try decode(column, "text") { $0.string() }
    }

    /// A `bytea`, or the bytes of text or JSON.
    package func bytes(_ column: Int) throws(PostgresError) -> [UInt8] {
        try required(column, optionalBytes(column))
    }

    package func optionalBytes(_ column: Int) throws(PostgresError) -> [UInt8]? {
        try decode(column, "bytea") { $0.byteArray() }
    }

    /// The bytes of a binary result without a copy, valid during the call.
    ///
    /// Inlined, since a closure of another module's type costs more here than the bytes.
    @inlinable
    package func withBytes<R>(
        _ column: Int,
        _ body: (UnsafeRawBufferPointer) -> R
    ) throws(PostgresError) -> R {
        let bytes = try unownedBytes(column)
        // They belong to the result, which must not go before.
        return withExtendedLifetime(self) { body(bytes) }
    }

    /// The bytes of a binary result, valid as long as the row.
    @usableFromInline
    func unownedBytes(_ column: Int) throws(PostgresError) -> UnsafeRawBufferPointer {
        try required(column, decode(column, "bytea") { $0.isText ? nil : $0.content })
    }

    /// 128 bits in network order.
    package func uuid(_ column: Int) throws(PostgresError) -> (high: UInt64, low: UInt64) {
        try required(column, optionalUUID(column))
    }

    package func optionalUUID(_ column: Int) throws(PostgresError) -> (high: UInt64, low: UInt64)? {
        try decode(column, "uuid") { $0.uuid() }
    }

    /// A `timestamptz` as microseconds since 1970.
    package func timestamp(_ column: Int) throws(PostgresError) -> Int64 {
        try required(column, optionalTimestamp(column))
    }

    package func optionalTimestamp(_ column: Int) throws(PostgresError) -> Int64? {
        try decode(column, "timestamptz") { $0.timestamp() }
    }
}

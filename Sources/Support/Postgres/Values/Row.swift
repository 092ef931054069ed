import CLibPQ

/// One row of a result.
///
/// Columns are numbered from 0.
///
/// Each accessor throws `.decoding` if the column is NULL, of another type, or does not exist; the
/// `optional…` ones answer nil for NULL.
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

    /// Decodes with `read`, which answers nil for a type or text it does not take.
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
}

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

/// What a statement answered: its rows, or only a command tag.
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
    /// Throws `.decoding` if there is none or more than one.
    package func only() throws(PostgresError) -> Row {
        guard count == 1 else { throw .decoding("expected one row, got \(count)") }
        return Row(result, 0)
    }
}

extension Rows: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { count }
}

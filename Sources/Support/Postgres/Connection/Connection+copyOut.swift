import CLibPQ

extension Connection {
    /// Runs `COPY … TO STDOUT` and calls `body` with each row as it was sent.
    ///
    /// The bytes are valid during the call. What `body` throws ends the COPY and is thrown on; the
    /// connection stays usable. In binary format the first row comes with the header before it.
    package func copyOut(_ sql: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try beginCopyOut(sql)
        while let row = try nextCopyRow() {
            defer { PQfreemem(UnsafeMutableRawPointer(mutating: row.baseAddress)) }
            do {
                try body(row)
            } catch {
                abandonCopyOut()
                throw error
            }
        }
    }

    /// Runs `COPY … TO STDOUT (FORMAT binary)` and calls `body` once per row.
    ///
    /// `columns` is what the reader expects; any other number throws `.decoding`.
    @inlinable package func copyRows(
        _ sql: String,
        columns: Int,
        _ body: (inout CopyReader) throws -> Void
    ) throws {
        var isFirst = true
        try copyOut(sql) { message in
            var reader = CopyReader(message)
            if isFirst {
                try reader.header()
                isFirst = false
            }
            guard let fields = try reader.row() else { return }
            guard fields == columns else { throw reader.unexpectedColumns(fields, columns) }
            try body(&reader)
        }
    }

    private func beginCopyOut(_ sql: String) throws(PostgresError) {
        try requireUsable()
        let result = PQexec(handle, sql)
        guard PQresultStatus(result) == PGRES_COPY_OUT else {
            try rows(result)
            throw .misuse("the statement is no COPY TO STDOUT")
        }
        PQclear(result)
    }

    /// The next row, to be freed by the caller; nil after the last, when the result is known good.
    private func nextCopyRow() throws(PostgresError) -> UnsafeRawBufferPointer? {
        var buffer: UnsafeMutablePointer<CChar>?
        let count = PQgetCopyData(handle, &buffer, 0)
        if count > 0, let buffer { return UnsafeRawBufferPointer(start: buffer, count: Int(count)) }
        guard count == -1 else { throw failure(nil) }
        try results()
        return nil
    }

    /// Asks the server, over a connection of its own, to stop the statement: it fails with 57014.
    private func cancel() throws(PostgresError) {
        guard let request = CancelRequest(handle) else { throw failure(nil) }
        try request.send()
    }

    private func abandonCopyOut() {
        do {
            try cancel()
            while let row = try nextCopyRow() {
                PQfreemem(UnsafeMutableRawPointer(mutating: row.baseAddress))
            }
        } catch PostgresError.server(let error) where error.sqlState == .queryCanceled {
            return
        } catch {
            poison()
        }
    }
}

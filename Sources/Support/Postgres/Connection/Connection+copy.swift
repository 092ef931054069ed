import CLibPQ

extension Connection {
    /// Runs a script whose last or only statement is `COPY … FROM STDIN`, with all of its data.
    ///
    /// The writer must be finished. Returns the results of the whole script; that of the COPY has
    /// the number of rows.
    @discardableResult
    package func copyIn(
        _ script: String,
        _ writer: borrowing CopyWriter
    ) throws(PostgresError) -> [Rows] {
        let before = try beginCopyIn(script)
        try putCopyData(writer.bytes)
        return before + (try endCopyIn())
    }

    /// Sends a script and returns the results of the statements before its `COPY … FROM STDIN`.
    ///
    /// Call `putCopyData` next, any number of times, then `endCopyIn`. Throws `.misuse` if the
    /// script has no such statement.
    package func beginCopyIn(_ script: String) throws(PostgresError) -> [Rows] {
        try sendScript(script)
        return try resultsBeforeCopyIn()
    }

    /// Like `beginCopyIn`, for a script that `sendScript` has sent.
    package func resultsBeforeCopyIn() throws(PostgresError) -> [Rows] {
        let (rows, copying) = try resultsUntilCopy()
        guard copying else { throw .misuse("the script has no COPY FROM STDIN") }
        return rows
    }

    /// Sends data of the COPY that is open.
    ///
    /// The boundaries of the pieces have no meaning.
    package func putCopyData(_ data: UnsafeRawBufferPointer) throws(PostgresError) {
        // Pieces keep libpq's own buffer small: it flushes before it grows.
        let piece = 256 << 10
        var rest = data[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(piece))
            let start = part.bindMemory(to: CChar.self).baseAddress
            guard PQputCopyData(handle, start, Int32(part.count)) == 1 else { throw failure(nil) }
            rest = rest.dropFirst(piece)
        }
    }

    /// Ends the COPY's data, and returns its result and those of the statements after it.
    ///
    /// If one more `COPY … FROM STDIN` follows, use `endCopyInBeforeNext`.
    @discardableResult
    package func endCopyIn() throws(PostgresError) -> [Rows] {
        guard PQputCopyEnd(handle, nil) == 1 else { throw failure(nil) }
        return try results()
    }

    /// Ends the COPY's data where the script has another COPY, which is open afterwards.
    @discardableResult
    package func endCopyInBeforeNext() throws(PostgresError) -> [Rows] {
        guard PQputCopyEnd(handle, nil) == 1 else { throw failure(nil) }
        return try resultsBeforeCopyIn()
    }

    /// Runs `COPY … TO STDOUT` and calls `body` with each row as it was sent.
    ///
    /// The bytes are valid during the call. An error of `body` ends the COPY and is thrown again;
    /// the connection stays usable. In binary format the first row comes with the header before it.
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

    /// Asks the server over another connection to stop the statement, which fails with 57014.
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

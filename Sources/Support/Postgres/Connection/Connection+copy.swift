import CLibPQ

extension Connection {
    /// Runs a script whose last or only statement is `COPY … FROM STDIN`, with all of its data.
    ///
    /// The writer must be finished. Answers the results of the whole script; the COPY's own gives the
    /// number of rows.
    @discardableResult
    package func copyIn(
        _ script: String,
        _ writer: borrowing CopyWriter
    ) throws(PostgresError) -> [Rows] {
        let before = try beginCopyIn(script)
        try putCopyData(writer.bytes)
        return before + (try endCopyIn())
    }

    /// Sends a script and answers the results of what stands before its `COPY … FROM STDIN`.
    ///
    /// Next come `putCopyData`, any number of times, then `endCopyIn`. Throws `.misuse` if the
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

    /// Ends the COPY's data, and answers its result and those of the statements after it.
    ///
    /// Those may contain one more `COPY … FROM STDIN`: use `endCopyInBeforeNext` then.
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
}

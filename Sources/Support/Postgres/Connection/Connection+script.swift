import CLibPQ

extension Connection {
    /// Runs several statements in one round trip (simple protocol); results come as text.
    ///
    /// Without a `BEGIN` in it the script is one transaction. Throws the first error; what follows
    /// it in the script is not run.
    @discardableResult
    package func script(_ sql: String) throws(PostgresError) -> [Rows] {
        try sendScript(sql)
        return try results()
    }

    /// Sends a script and returns at once; `results` must be called next.
    package func sendScript(_ sql: String) throws(PostgresError) {
        try requireUsable()
        guard PQsendQuery(handle, sql) == 1 else { throw failure(nil) }
    }

    /// Waits for the results of what `sendScript` sent, all of them.
    @discardableResult
    package func results() throws(PostgresError) -> [Rows] {
        let (rows, copying) = try resultsUntilCopy()
        guard !copying else {
            abandonCopy()
            throw .misuse("a COPY statement where rows were expected")
        }
        return rows
    }

    /// Results up to the end of the script, or up to a `COPY … FROM STDIN` that now wants its data.
    func resultsUntilCopy() throws(PostgresError) -> (rows: [Rows], copying: Bool) {
        var all: [Rows] = []
        var firstError: PostgresError?
        while let result = PQgetResult(handle) {
            let status = PQresultStatus(result)
            if status == PGRES_COPY_IN {
                PQclear(result)
                return (all, true)
            }
            if status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH {
                PQclear(result)
                poison()
                throw .misuse("COPY TO within a script")
            }
            // Read on to the end after an error, or the next statement would meet the rest.
            do {
                all.append(try rows(result))
            } catch {
                firstError = firstError ?? error
                if isBroken { break }
            }
        }
        if let firstError { throw firstError }
        return (all, false)
    }
}

import CLibPQ

extension Connection {
    /// Runs one statement with binary parameters and binary results.
    ///
    /// The statement is prepared once per session and SQL text, so the text should be a constant.
    /// Throws `.server` for an SQL error, `.connection` when the session was lost.
    @discardableResult
    package func execute(
        _ sql: String,
        _ arguments: Arguments = .none
    ) throws(PostgresError) -> Rows {
        try requireUsable()
        guard let statement = try prepared(sql, arguments.types) else {
            return try rows(runOnce(sql, arguments))
        }
        let result = run(statement, arguments)
        do {
            return try rows(result)
        } catch {
            guard isStale(error) else { throw error }
            // The plan's columns changed, or somebody dropped the statement: prepare it again. Within
            // a transaction that is too late, the error has already failed it.
            statements[sql] = nil
            guard isIdle, let again = try prepared(sql, arguments.types) else { throw error }
            return try rows(run(again, arguments))
        }
    }

    /// The number of rows that a statement inserted, changed, deleted or returned.
    @discardableResult
    package func count(
        _ sql: String,
        _ arguments: Arguments = .none
    ) throws(PostgresError) -> Int {
        try execute(sql, arguments).affected
    }

    private func prepared(
        _ sql: String,
        _ types: [UInt32]
    ) throws(PostgresError) -> PreparedStatement? {
        if let known = statements[sql] { return known.types == types ? known : nil }
        guard statements.count < PreparedStatement.limit else { return nil }
        statementNumber += 1
        let statement = PreparedStatement(name: "tally_\(statementNumber)", types: types)
        let result = PQprepare(handle, statement.name, sql, Int32(types.count), types)
        try rows(result)
        statements[sql] = statement
        return statement
    }

    private func run(_ statement: PreparedStatement, _ arguments: Arguments) -> OpaquePointer? {
        arguments.withPointers { count, values, lengths, formats in
            PQexecPrepared(handle, statement.name, count, values, lengths, formats, 1)
        }
    }

    private func runOnce(_ sql: String, _ arguments: Arguments) -> OpaquePointer? {
        arguments.withPointers { count, values, lengths, formats in
            PQexecParams(handle, sql, count, arguments.types, values, lengths, formats, 1)
        }
    }

    private func isStale(_ error: PostgresError) -> Bool {
        guard let error = error.serverError else { return false }
        return error.sqlState == .unknownStatement
            || error.sqlState == .featureNotSupported && error.routine == "RevalidateCachedQuery"
    }

    /// Takes the result over, and throws if it is an error.
    @discardableResult
    func rows(_ result: OpaquePointer?) throws(PostgresError) -> Rows {
        guard let result else { throw failure(nil) }
        guard !isUncovered else {
            PQclear(result)
            throw .connection("the wait of a commit for its standbys was cancelled")
        }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY, PGRES_SINGLE_TUPLE:
            return Rows(ResultHandle(result))
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            PQclear(result)
            abandonCopy()
            throw .misuse("a COPY statement where rows were expected")
        default:
            let error = failure(result)
            PQclear(result)
            throw error
        }
    }

    /// Ends a COPY that was begun by mistake.
    ///
    /// Where that can't be done the connection is given up.
    func abandonCopy() {
        if PQputCopyEnd(handle, "the COPY was not expected") < 0 { poison() }
        while let result = PQgetResult(handle) {
            let status = PQresultStatus(result)
            PQclear(result)
            if status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH || status == PGRES_COPY_IN {
                poison()
                return
            }
        }
    }
}

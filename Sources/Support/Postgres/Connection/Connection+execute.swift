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
            // The plan's columns changed, or the statement was dropped: prepare it again. Within a
            // transaction it is too late: the error has failed the transaction.
            statements[sql] = nil
            guard isIdle, let again = try prepared(sql, arguments.types) else { throw error }
            return try rows(run(again, arguments))
        }
    }

    /// Prepares a statement, once per session and text, and returns the name by which scripts run
    /// it: `EXECUTE name (…)`.
    ///
    /// The types of its parameters follow from casts in the text. A script parses and plans every
    /// other statement each time.
    package func name(ofPrepared sql: String) throws(PostgresError) -> String {
        try requireUsable()
        guard let statement = try prepared(sql, []) else {
            throw .misuse("the session has prepared too many statements")
        }
        return statement.name
    }

    /// Prepares the statements again at their next use if the error says that they have to be.
    package func forget(_ texts: [String], ifStaleBy error: PostgresError) {
        guard isStale(error) else { return }
        for text in texts { statements[text] = nil }
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

/// A statement that the session has prepared under a name, and the types it was prepared with.
struct PreparedStatement {
    let name: String
    let types: [UInt32]

    /// How many one session keeps; a text beyond that is parsed each time.
    static let limit = 256
}

/// A text constant in SQL, valid with any `standard_conforming_strings`.
func quotedLiteral(_ text: String) -> String {
    var quoted = ""
    var needsEscapes = false
    for scalar in text.unicodeScalars {
        switch scalar {
        case "'": quoted += "''"
        case "\\":
            quoted += "\\\\"
            needsEscapes = true
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return needsEscapes ? " E'\(quoted)'" : "'\(quoted)'"
}

/// A name in SQL, in quotation marks.
package func quotedIdentifier(_ name: String) -> String {
    var quoted = "\""
    for scalar in name.unicodeScalars {
        if scalar == "\"" { quoted += "\"" }
        quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
}

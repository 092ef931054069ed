extension Connection {
    /// Runs `body` within a transaction: committed if it returns, rolled back if it throws.
    ///
    /// `begin` may name an isolation level. A commit that fails with `.connection` has an unknown
    /// outcome. A connection whose rollback fails is broken.
    @discardableResult
    package func transaction<Result>(
        _ begin: String = "BEGIN",
        _ body: (Connection) throws -> Result
    ) throws -> Result {
        try script(begin)
        do {
            let result = try body(self)
            try commit()
            return result
        } catch {
            rollback()
            throw error
        }
    }

    /// Commits.
    ///
    /// Throws `.server` with 25P02 if the transaction had failed before: PostgreSQL answers such a
    /// COMMIT with ROLLBACK and no error.
    package func commit() throws(PostgresError) {
        let results = try script("COMMIT")
        guard results.last?.command == "COMMIT" else {
            throw .server(
                ServerError(
                    sqlState: .abortedTransaction,
                    message: "the transaction had failed and was rolled back"
                )
            )
        }
    }

    /// Makes everything that was visible before the call as durable as `synchronous_standby_names`
    /// asks: commits a transaction that writes to the write-ahead log, and so waits for the
    /// standbys.
    ///
    /// Another session's wait for the standbys may have been cancelled. A logical message is the
    /// smallest record that a commit waits for; nothing reads it.
    package func coverCommits() throws(PostgresError) {
        try script("BEGIN")
        try commitCovering()
    }

    /// Commits the open transaction in the same way, though it may have changed nothing.
    package func commitCovering() throws(PostgresError) {
        let results = try script("\(Self.coveringRecord); COMMIT")
        guard results.last?.command == "COMMIT" else {
            throw .misuse("the transaction ended with \(results.last?.command ?? "nothing")")
        }
    }

    /// Within a transaction, makes its commit wait for the standbys although it changes no row.
    private static let coveringRecord =
        "SELECT pg_catalog.pg_logical_emit_message(true, 'tally', '')"

    /// Rolls back if a transaction is open; a connection on which that fails is broken.
    package func rollback() {
        guard !isBroken, !isIdle else { return }
        do {
            try script("ROLLBACK")
        } catch {
            poison()
        }
    }
}

import Postgres

/// Begins epochs by hand, beside any nodes that run.
package struct HistoryKeeper {
    private let options: ConnectionOptions
    private let limits: LogLimits

    /// `options` are under role `LogRole.commands`.
    package init(_ options: ConnectionOptions, limits: LogLimits = LogLimits()) {
        self.options = options
        self.limits = limits
    }

    /// Begins an epoch behind the log's end, whether or not one is due, and returns the history with it.
    package func begin() throws(EventLogError) -> LogHistory {
        do throws(PostgresError) {
            let connection = try Connection(options)
            return try begin(on: connection)
        } catch {
            throw EventLogError(error)
        }
    }

    private func begin(on connection: Connection) throws(PostgresError) -> LogHistory {
        do {
            let tail = try connection.lockLog(limits).tail
            let history = try connection.beginEpoch(
                .restored,
                after: tail,
                in: try LogHistory.load(connection)
            )
            try connection.commit()
            return history
        } catch let error as PostgresError {
            connection.rollback()
            throw error
        } catch {
            connection.rollback()
            throw .connection("\(error)")
        }
    }
}

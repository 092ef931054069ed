import Model
import Postgres

extension LogHistory {
    /// Reads it, under any of the roles.
    package static func load(_ connection: Connection) throws(PostgresError) -> LogHistory {
        let rows = try connection.execute(
            """
            SELECT number, id, begins_at, system_identifier, timeline, database_oid, events_oid
            FROM history.epochs ORDER BY number
            """
        )
        var epochs: [Epoch] = []
        for row in rows {
            let server = ServerIdentity(
                system: try row.int64(3),
                timeline: try row.int32(4),
                database: try row.int64(5)
            )
            epochs.append(
                Epoch(
                    number: try row.int32(0),
                    id: try epoch(row, 1),
                    beginsAt: LogPosition(try row.int64(2)),
                    home: LogHome(server: server, table: try row.int64(6))
                )
            )
        }
        guard let history = LogHistory(epochs) else {
            throw .decoding("history.epochs does not begin with 1 or has a gap")
        }
        return history
    }

    /// Names the newest epoch: one row of one column.
    package static let newestQuery = "SELECT id FROM history.epochs ORDER BY number DESC LIMIT 1"

    /// An epoch's id, from a column of a row.
    package static func epoch(
        _ row: Row,
        _ column: Int
    ) throws(PostgresError) -> EpochID {
        let name = try row.string(column)
        guard let id = EpochID(text: name.utf8) else { throw .decoding("\(name) names no epoch") }
        return id
    }
}

extension Connection {
    /// Adds an epoch after the log's end and returns the history with it.
    ///
    /// Runs in the transaction that holds the append lock, so that no other node appends meanwhile.
    func beginEpoch(
        _ reason: Epoch.Reason,
        after tail: LogTail,
        in history: LogHistory
    ) throws(PostgresError) -> LogHistory {
        let next = history.followed(
            by: EpochID.random(),
            at: tail.position.advanced(by: 1),
            in: try logHome()
        )
        let epoch = next.newest
        try execute(
            """
            INSERT INTO history.epochs (
                number, id, begins_at, previous_hash, system_identifier, timeline, database_oid,
                events_oid, reason, began_at
            )
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())
            """,
            [
                .int32(epoch.number), .text(epoch.id.text), .int64(epoch.beginsAt.rawValue),
                .bytes(tail.hash), .int64(epoch.home.server.system),
                .int32(epoch.home.server.timeline), .int64(epoch.home.server.database),
                .int64(epoch.home.table), .text(reason.rawValue),
            ]
        )
        return next
    }

    /// Where the log is, under a role that may see it.
    func logHome() throws(PostgresError) -> LogHome {
        let row = try execute("SELECT 'log.events'::regclass::oid::bigint").only()
        return LogHome(server: server, table: try row.int64(0))
    }
}

/// Begins epochs on an operator's request, while nodes may be running.
package struct HistoryKeeper {
    private let options: ConnectionOptions
    private let limits: LogLimits

    /// `options` are under role `LogRole.commands`.
    package init(_ options: ConnectionOptions, limits: LogLimits = LogLimits()) {
        self.options = options
        self.limits = limits
    }

    /// Begins an epoch after the log's end, due or not, and returns the history with it.
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

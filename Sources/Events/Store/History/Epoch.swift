import Model
import Postgres

/// A part of the log in which no position is assigned twice.
///
/// One begins wherever the log may have lost its end: with another server, timeline or database,
/// with a restored backup, or when a node finds that events which it appended are gone.
package struct Epoch: Hashable, Sendable {
    /// Why an epoch has begun.
    package enum Reason: String, Sendable {
        /// The log was set up, or migrated to the version that introduced epochs.
        case first
        /// The log is on another server, timeline or database, or in another table.
        case server
        /// A node misses events that it appended or read.
        case cut
        /// An operator has restored a backup.
        case restored
    }

    /// From 1.
    package let number: Int32
    package let id: EpochID
    /// The first position that belongs to it.
    package let beginsAt: LogPosition
    /// Where the log was when the epoch began.
    package let home: LogHome
}

/// The server and the table that a log is on.
package struct LogHome: Hashable, Sendable {
    package let server: ServerIdentity
    /// The oid of log.events, which a table that was restored in its place does not have.
    package let table: Int64
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

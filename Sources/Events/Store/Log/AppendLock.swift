import Postgres

/// The advisory lock that every append of a database holds from before it reads the log's end until
/// its commit is visible.
package enum AppendLock {
    /// The bytes of "tallylog".
    ///
    /// Nothing else in the database may lock this number.
    package static let key: Int64 = 0x7461_6C6C_796C_6F67

    /// The channel that each commit of new events notifies, without a payload.
    package static let channel = "tally_log"
}

/// Ends sessions of Tally whose node has fallen silent in the middle of a transaction, so that a
/// node that is stopped, hung or cut off does not stop the others.
///
/// PostgreSQL's own timeouts do not fire while a `COPY … FROM STDIN` waits for data, and a stopped
/// process still has a sound connection. So each node looks at the others' sessions from time to
/// time. A session that waits for a standby or the disk is left alone: ending it would not help.
///
/// The connection must log in as the user that the other nodes log in as, and keep that role:
/// others may not end their sessions (PostgreSQL manual, section 9.27.2, `pg_terminate_backend`).
package struct AppendLockWatch {
    /// A session that was ended.
    package struct Ended: Hashable, Sendable {
        package let processID: Int32
        package let applicationName: String
        package let holdsAppendLock: Bool
    }

    /// The begin of an application name whose rest is the node's name, of the sessions that run
    /// jobs and of the one that a node looks at the others with.
    package static let jobs = "tally jobs "
    package static let watch = "tally watch "

    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Ends sessions that have been silent for `milliseconds`, and returns them.
    ///
    /// A session that runs a job may be idle for as long as the job takes, so it is ended when its
    /// node has not looked at the others for three times as long.
    package func endSilent(for milliseconds: Int) throws(PostgresError) -> [Ended] {
        var ended: [Ended] = []
        let silent = try connection.execute(
            Self.silent,
            [
                .int64(AppendLock.key >> 32), .int64(AppendLock.key & 0xFFFF_FFFF),
                .int64(Int64(milliseconds)),
            ]
        )
        for row in silent {
            let process = try row.int32(0)
            // Unless it has moved on since.
            let isEnded = try connection.execute(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE pid = $1 AND state_change = $2 AND wait_event_type = 'Client'
                """,
                [.int64(Int64(process)), .timestamp(try row.timestamp(3))]
            )
            guard try isEnded.first?.bool(0) == true else { continue }
            ended.append(
                Ended(
                    processID: process,
                    applicationName: try row.string(1),
                    holdsAppendLock: try row.bool(2)
                )
            )
        }
        return ended
    }

    /// The key of an advisory lock is in `pg_locks` as two halves, with `objsubid` 1 (manual,
    /// section 54.12).
    private static let silent = """
        WITH session AS (
            SELECT pid, application_name, state_change, xact_start IS NOT NULL AS is_open,
                EXISTS (
                    SELECT FROM pg_locks AS lock
                    WHERE lock.pid = activity.pid AND lock.locktype = 'advisory' AND lock.granted
                        AND lock.database = activity.datid AND lock.classid = $1::oid
                        AND lock.objid = $2::oid AND lock.objsubid = 1
                ) AS holds_append_lock
            FROM pg_stat_activity AS activity
            WHERE datname = current_database() AND backend_type = 'client backend'
                AND wait_event_type = 'Client' AND pid <> pg_backend_pid()
                AND state_change < pg_catalog.clock_timestamp() - $3 * interval '1 ms'
        )
        SELECT pid, application_name, holds_append_lock, state_change
        FROM session
        WHERE holds_append_lock
            OR is_open AND application_name IN ('tally writer', 'tally projections')
            OR is_open AND starts_with(application_name, '\(jobs)') AND NOT EXISTS (
                SELECT FROM pg_stat_activity AS watch
                WHERE watch.application_name
                        = '\(watch)' || substr(session.application_name, \(jobs.utf8.count + 1))
                    AND watch.state_change
                        > pg_catalog.clock_timestamp() - 3 * $3 * interval '1 ms'
            )
        """
}

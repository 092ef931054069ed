/// Which server a session has reached, and which of its databases.
///
/// Two sessions with the same identity see one history of commits; of two with different ones that can't
/// be said.
package struct ServerIdentity: Hashable, Sendable {
    /// Made by `initdb`; a standby has that of its primary.
    package let system: Int64
    /// Grows with each promotion of a standby and each recovery to a point in time.
    package let timeline: Int32
    /// The oid of the database, which one that is made in its place does not have.
    package let database: Int64

    package init(system: Int64, timeline: Int32, database: Int64) {
        self.system = system
        self.timeline = timeline
        self.database = database
    }
}

extension ServerIdentity: CustomStringConvertible {
    package var description: String {
        "system \(system), timeline \(timeline), database \(database)"
    }
}

/// What a session learns of its server when it begins.
struct ServerReading {
    let identity: ServerIdentity
    /// The server replays what another one has written.
    let isStandby: Bool

    /// Returns one row.
    ///
    /// The timeline of a primary is in the name of the file that it writes its log to; its control file
    /// names the new one only some time after a promotion. Reading both files costs 0.2 ms.
    static let query = """
        SELECT (SELECT system_identifier FROM pg_catalog.pg_control_system()),
            CASE WHEN pg_catalog.pg_is_in_recovery()
                THEN (SELECT timeline_id FROM pg_catalog.pg_control_checkpoint())
                ELSE ('x' || pg_catalog.left(
                    pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8
                ))::bit(32)::integer
            END,
            (SELECT oid::bigint FROM pg_catalog.pg_database
                WHERE datname = pg_catalog.current_database()),
            pg_catalog.pg_is_in_recovery()
        """

    /// Of no server: what a connection has before it has asked.
    init() {
        identity = ServerIdentity(system: 0, timeline: 0, database: 0)
        isStandby = false
    }

    init(identity: ServerIdentity, isStandby: Bool) {
        self.identity = identity
        self.isStandby = isStandby
    }

    /// From a row of the query.
    init(_ row: Row) throws(PostgresError) {
        identity = ServerIdentity(
            system: try row.int64(0),
            timeline: try row.int32(1),
            database: try row.int64(2)
        )
        isStandby = try row.bool(3)
    }
}

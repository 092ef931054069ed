import Postgres
import TestSupport
import Testing

/// A primary whose commits wait for its one standby, both from copies of the template.
final class StandbyPair {
    let primary: PostgresServer
    let standby: PostgresServer

    /// Starts both, with a standby that follows; commits wait for it if `synchronous` is true.
    init(synchronous: Bool = true) throws {
        primary = try Template.copy()
        standby = try Template.copy()
        try standby.follow(primary)
        if synchronous { try primary.configure(["synchronous_standby_names": "*"]) }
        try primary.start()
        try standby.start()
        try waitUntilJoined()
    }

    /// Waits until the standby has joined the primary.
    func waitUntilJoined() throws {
        let connection = try primary.connect()
        let joined = try wait {
            try !connection.execute(
                "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'"
            ).isEmpty
        }
        try #require(joined, "\(standby.logEnd)")
    }

    /// The sessions of the primary whose commits wait for the standby, each with the start of its
    /// statement, so that a session's next wait is another entry.
    func waiting() throws -> [(session: Int32, since: String)] {
        try primary.connect().execute(
            """
            SELECT pid, query_start::text FROM pg_stat_activity
            WHERE wait_event = 'SyncRep' AND application_name = 'tally writer'
            """
        ).map { (try $0.int32(0), try $0.string(1)) }
    }

    /// Kills the primary for good; the standby takes its place with the events that it has.
    func failOver() throws {
        primary.kill()
        try promote()
    }

    /// Makes a primary of the standby, running or not.
    func promote() throws {
        if !standby.isRunning { try standby.start() }
        let promoted = try standby.connect().execute("SELECT pg_promote()").only().bool(0)
        try #require(promoted, "\(standby.logEnd)")
    }
}

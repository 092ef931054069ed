import Entities
import Events
import Glibc
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Node
@testable import Settings

/// What a node says and does while its log takes nothing.
@Suite(.patient) struct ReadinessTests {
    /// A machine's clock that is wrong by a number of seconds.
    private struct ShiftedTime: TimeSource {
        let seconds: Int

        func now() -> Timestamp { SystemTime().now().advanced(bySeconds: seconds) }
        func uptime() -> MonotonicTime { .now }
    }

    @Test func `a stuck lock makes a node unready, and its commands are answered in their time`()
        throws
    {
        let running = try RunningNode { $0.commandAgeMilliseconds = 300 }
        let (anna, boris) = (try running.user(), try running.user())
        let holder = try running.database.connect()
        try holder.script("BEGIN; SELECT pg_advisory_xact_lock(\(AppendLock.key))")
        let answer = try anna.transfer(10, to: boris, key: "stuck")
        #expect(answer.status == 503)
        #expect(answer.body.contains("had no effect"))
        #expect(answer.headers["retry-after"] == "1")
        try wait { !running.node.isReady }
        #expect(try anna.client.send("GET", "/ready").status == 503)
        holder.rollback()
        try wait { running.node.isReady }
        // Nothing of the first try was done.
        let again = try anna.transfer(10, to: boris, key: "stuck")
        #expect(again.status == 200)
        #expect(again.headers["idempotency-replayed"] == nil)
        #expect(try anna.available(after: again) == 99_990)
    }

    @Test func `a batch in doubt is reported as such, and its key finds the outcome`() throws {
        let running = try RunningNode { $0.commandAgeMilliseconds = 300 }
        let (anna, boris) = (try running.user(), try running.user())
        // The rows go in, and the batch's own row waits: the batch has begun.
        let blocker = try running.database.connect()
        try blocker.script("BEGIN; LOCK TABLE log.batches IN SHARE ROW EXCLUSIVE MODE")
        let answer = try anna.transfer(10, to: boris, key: "doubt")
        #expect(answer.status == 503)
        #expect(answer.body.contains("outcome-unknown"))
        #expect(answer.headers["retry-after"] == "1")
        blocker.rollback()
        var again = try anna.transfer(10, to: boris, key: "doubt")
        try wait {
            again = try anna.transfer(10, to: boris, key: "doubt")
            return again.status != 503
        }
        #expect(again.status == 200)
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(try anna.available(after: again) == 99_990)
    }

    @Test(arguments: [-7_200, 34_560_000])
    func `a node with a wrong clock takes no command and is not ready`(seconds: Int) throws {
        let right = try RunningNode()
        let (anna, boris) = (try right.user(), try right.user())
        let wrong = try RunningNode(
            on: right.database,
            time: ShiftedTime(seconds: seconds),
            becomesReady: false
        )
        let client = try wrong.client()
        let answer = try client.send(
            "POST",
            "/transfer",
            token: anna.token,
            body: "{\"receiver_username\":\"\(boris.name)\",\"amount\":10}"
        )
        #expect(answer.status == 503)
        #expect(answer.body.contains("clock"))
        try wait { try client.send("GET", "/ready").body.contains("clock") }
        #expect(try client.send("GET", "/metrics").body.contains("tally_clock_difference_seconds"))
        // The others' log and clock are as they were.
        #expect(try anna.transfer(10, to: boris).status == 200)
        let late = try right.database.connect().execute(
            "SELECT 1 FROM log.events WHERE abs(extract(epoch FROM recorded_at - now())) > 60"
        )
        #expect(late.isEmpty)
    }

    @Test func `a small difference of clocks is reported and does no harm`() throws {
        let running = try RunningNode(time: ShiftedTime(seconds: -4))
        let (anna, boris) = (try running.user(), try running.user())
        #expect(try anna.transfer(10, to: boris).status == 200)
        let metrics = try anna.client.send("GET", "/metrics").body
        let line = metrics.split(separator: "\n").first {
            $0.hasPrefix("tally_clock_difference_seconds ")
        }
        let value = try #require(line?.split(separator: " ").last.flatMap { Double($0) })
        #expect((3.5...4.5).contains(value))
    }

    @Test func `a jump of the database's clock is not trusted`() throws {
        let running = try RunningNode()
        let (anna, boris) = (try running.user(), try running.user())
        let owner = try running.database.connect()
        // A schema before pg_catalog in the path is searched first; the clock in this one is wrong.
        try owner.script(
            """
            CREATE SCHEMA shifted;
            CREATE FUNCTION shifted.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
                AS $$ SELECT pg_catalog.clock_timestamp() + interval '2 hours' $$;
            GRANT USAGE ON SCHEMA shifted TO PUBLIC;
            ALTER DATABASE \(running.database.name) SET search_path = shifted, pg_catalog, public
            """
        )
        try endSessions(owner)
        try wait { !running.node.isReady }
        try wait { try anna.client.send("GET", "/ready").body.contains("clock") }
        let answer = try anna.transfer(10, to: boris, key: "k")
        #expect(answer.status == 503)
        try owner.script("ALTER DATABASE \(running.database.name) RESET search_path")
        try endSessions(owner)
        try wait { running.node.isReady }
        #expect(try anna.transfer(10, to: boris, key: "k").status == 200)
    }

    /// New sessions take over the database's settings.
    private func endSessions(_ owner: Connection) throws {
        try owner.execute(
            """
            SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """
        )
    }

    /// Polls, since what is waited for happens on other threads.
    private func wait(until isTrue: () throws -> Bool) throws {
        try TestSupport.wait(until: "the node's readiness has changed", isTrue)
    }
}

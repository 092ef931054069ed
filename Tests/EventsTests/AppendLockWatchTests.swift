import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model

@Suite(.patient) struct AppendLockWatchTests {
    private let fixture: LogFixture
    private let watch: AppendLockWatch

    init() throws {
        fixture = try LogFixture()
        watch = AppendLockWatch(fixture.owner)
    }

    /// A session with a name, as a node has.
    private func session(_ name: String) throws -> Connection {
        var options = fixture.database.options.with(role: LogRole.commands.rawValue)
        options.applicationName = name
        return try Connection(options)
    }

    /// Ends sessions that are silent for 10 ms, and repeats until one was ended.
    private func endSilent() throws -> [AppendLockWatch.Ended] {
        try wait(until: "a silent session is ended") {
            let ended = try watch.endSilent(for: 10)
            return ended.isEmpty ? nil : ended
        }
    }

    @Test func `a node that is stopped while sending rows loses the lock`() throws {
        let stopped = try session("tally writer")
        try stopped.script("BEGIN; SELECT pg_advisory_xact_lock(\(AppendLock.key))")
        // PostgreSQL waits for rows, which none of its timeouts ends.
        _ = try stopped.beginCopyIn("COPY log.events FROM STDIN (FORMAT binary)")
        let ended = try endSilent()
        #expect(ended.map(\.processID) == [stopped.processID])
        #expect(ended.first?.holdsAppendLock == true)
        try fixture.log(limits: LogLimits(lockMilliseconds: 60_000)).append([Batches.opened(1)])
        #expect(throws: PostgresError.self) { try stopped.endCopyIn() }
        #expect(stopped.isBroken)
        #expect(try fixture.reader().tail().position == LogPosition(1))
    }

    @Test func `any session that holds the lock without a transaction loses it`() throws {
        let holder = try fixture.database.connect()
        try holder.script("SELECT pg_advisory_lock(\(AppendLock.key))")
        #expect(try endSilent().map(\.processID) == [holder.processID])
    }

    @Test func `a projection session that is stopped in a transaction is ended`() throws {
        let stopped = try session("tally projections")
        try stopped.script("BEGIN")
        #expect(try endSilent().map(\.applicationName) == ["tally projections"])
    }

    @Test func `a job's session is ended when its node has not watched the others for long`() throws
    {
        let live = try session(AppendLockWatch.jobs + "here-1")
        let dead = try session(AppendLockWatch.jobs + "there-2")
        let here = try session(AppendLockWatch.watch + "here-1")
        let there = try session(AppendLockWatch.watch + "there-2")
        try live.script("BEGIN")
        try dead.script("BEGIN")
        try there.script("SELECT 1")
        try wait(until: "the session of the dead node is ended") {
            // This node is alive and watches the others.
            try here.script("SELECT 1")
            let ended = try watch.endSilent(for: 300)
            guard !ended.isEmpty else { return false }
            #expect(ended.map(\.applicationName) == [AppendLockWatch.jobs + "there-2"])
            return true
        }
        try live.commit()
    }

    @Test func `active sessions, idle ones and those of other programs are left alone`() throws {
        let idle = try session("tally writer")
        let foreign = try session("psql")
        try foreign.script("BEGIN")
        let stopped = try session("tally projections")
        try stopped.script("BEGIN")
        #expect(try endSilent().map(\.processID) == [stopped.processID])
        try idle.script("SELECT 1")
        try foreign.commit()
    }
}

import Audit
import EventStore
import Model
import Node
import Postgres
import TestSupport
import Testing

@testable import Jobs
@testable import Runtime
@testable import Text

/// Verifications that go on from the last verified position (issue 13), each on a log of its own.
@Suite(.patient)
struct IncrementalVerificationTests {
    private let database: TestDatabase
    private let node: RunningNode
    private let administrator: SignedIn
    private let user: SignedIn

    init() throws {
        database = try TestDatabase()
        node = try RunningNode(on: database)
        administrator = try node.administrator()
        user = try node.user()
        try #require(try administrator.transfer(7, to: user).status == 200)
    }

    /// Does `meanwhile` after so many calls of `requireGoingOn`: one for each event, then one for
    /// each row.
    private func verify(
        _ extent: Verification.Extent = .incremental(),
        after calls: Int64 = 0,
        meanwhile: @escaping () throws -> Void = {}
    ) throws -> Verification {
        var left = calls
        return try Verification(
            extent,
            of: database.options,
            requireGoingOn: {
                left -= 1
                if left == 0 { try meanwhile() }
            },
            onProgress: { _, _ in }
        )
    }

    private func change(_ sql: String) throws {
        try database.connect().script(
            """
            ALTER TABLE log.events DISABLE TRIGGER ALL;
            ALTER TABLE log.batches DISABLE TRIGGER ALL;
            \(sql);
            ALTER TABLE log.events ENABLE TRIGGER ALL;
            ALTER TABLE log.batches ENABLE TRIGGER ALL;
            """
        )
    }

    private func raise(_ position: Int64, from old: Int = 7, to new: Int = 9) throws {
        try change(
            """
            UPDATE log.events
            SET data = replace(data::text, '"amount":\(old)', '"amount":\(new)')::json
            WHERE position = \(position)
            """
        )
    }

    private func end() throws -> Int64 {
        try database.connect().execute("SELECT max(last_position) FROM log.batches").only().int64(0)
    }

    @Test func `only new events are read`() throws {
        let end = try end()
        let first = try verify()
        #expect(first.problems == [] && first.start == .start)
        #expect(first.log.chain.events == end)
        let none = try verify()
        #expect(none.problems == [] && none.start == LogPosition(end))
        #expect(none.log.chain.events == 0 && none.log.recalled == 0 && none.beliefs.rows == 0)
        for _ in 0..<3 { _ = try administrator.transfer(7, to: user, key: "k") }
        for _ in 0..<3 { _ = try administrator.transfer(7, to: user) }
        let next = try verify()
        #expect(next.problems == [] && next.start == LogPosition(end))
        #expect(next.log.chain.events == 8 && next.log.recalled == 0)
        #expect(next.beliefs.rows == 1)
        #expect(next.log.chain.position == LogPosition(end + 8))
    }

    @Test func `a stream that changes is read from its first event`() throws {
        let slot = try #require(
            administrator.send("POST", "/slots", #"{"title":"Slot","capacity":2}"#).position
        )
        let held = try user.send("POST", "/slots/\(slot)/hold", key: "a")
        let hold = try #require(held.position)
        #expect(try verify().isSound)
        let id = try database.connect().execute(
            "SELECT substring(stream FROM 6)::bigint FROM log.events WHERE type = 'hold.placed'"
        ).only().int64(0)
        #expect(id <= hold)
        #expect(try user.send("POST", "/holds/\(id)/confirm").body == "true")
        let check = try verify()
        #expect(check.problems == [])
        #expect(check.log.recalled == 1)
        #expect(check.log.chain.events == 2)
    }

    @Test func `a change of a new event is found each time, until it is undone`() throws {
        #expect(try verify().isSound)
        let end = try end()
        _ = try administrator.transfer(7, to: user)
        try raise(end + 1)
        for _ in 0..<2 {
            let check = try verify()
            #expect(check.start == LogPosition(end))
            #expect(check.problems.first?.contains("is not what was appended") == true)
            // The sender paid 9, and the receiver got 7.
            #expect(check.logProblems.count == 2)
        }
        try raise(end + 1, from: 9, to: 7)
        #expect(try verify().isSound)
    }

    @Test func `a change of an old event is found by a whole check, and then by every one`() throws
    {
        let old = try end() - 1
        #expect(try verify().isSound)
        try raise(old)
        _ = try administrator.transfer(7, to: user)
        #expect(try verify().isSound)
        let whole = try verify(.whole)
        #expect(whole.start == .start && !whole.isSound)
        let next = try verify()
        #expect(next.start == .start && !next.isSound)
    }

    @Test(arguments: ["nothing", "a sound end", "a fault"])
    func `a whole check keeps no end if another finds a fault meanwhile`(kept: String) throws {
        let end = try end()
        switch kept {
        case "a sound end": #expect(try verify().isSound)
        case "a fault":
            try raise(end - 1)
            #expect(try !verify(.whole).isSound)
            try raise(end - 1, from: 9, to: 7)
        default: break
        }
        let check = try verify(.whole, after: end + 1) {
            try raise(end - 1)
            #expect(try !verify(.whole).isSound)
        }
        #expect(check.isSound && check.unkept == nil)
        let next = try verify()
        #expect(next.start == .start && !next.isSound)
    }

    @Test func `a whole check keeps no end if an incremental one finds a fault meanwhile`() throws {
        #expect(try verify().isSound)
        let old = try end()
        _ = try administrator.transfer(7, to: user)
        let check = try verify(.whole, after: try end() + 1) {
            try raise(old + 1)
            #expect(try !verify().isSound)
        }
        #expect(check.isSound)
        let next = try verify()
        #expect(next.start == LogPosition(old) && !next.isSound)
    }

    @Test func `a fault is not lost if another check keeps an end beyond it meanwhile`() throws {
        #expect(try verify().isSound)
        let old = try end()
        _ = try administrator.transfer(7, to: user)
        try raise(old + 1)
        let check = try verify(after: 1) {
            try raise(old + 1, from: 9, to: 7)
            #expect(try verify().isSound)
            try raise(old + 1)
        }
        #expect(!check.isSound)
        let next = try verify()
        #expect(next.start == .start && !next.isSound)
    }

    @Test func `findings are reported even if nothing can be kept`() throws {
        let end = try end()
        try raise(end - 1)
        let check = try verify(.whole, after: 1) {
            try database.connect().script("ALTER TABLE jobs.verified RENAME TO away")
        }
        #expect(check.logProblems.first?.contains("is not what was appended") == true)
        #expect(check.unkept != nil)
    }

    @Test func `after so many hours everything is checked`() throws {
        #expect(try verify().isSound)
        #expect(try verify(.incremental(wholeAfterHours: 1)).start > .start)
        #expect(try verify(.incremental(wholeAfterHours: 0)).start == .start)
    }

    @Test(arguments: [
        "position = 9000000000", "hash = sha256('x')", "rules = rules || rules", "seal = hash",
        "whole_at = now() + interval '1 year'", "epoch = '00000000'",
    ])
    func `a kept end that was changed by hand is reported and not used`(change: String) throws {
        let old = try end() - 1
        #expect(try verify().isSound)
        try raise(old)
        try database.connect(role: LogRole.commands.rawValue).script(
            "UPDATE jobs.verified SET \(change)"
        )
        for extent in [Verification.Extent.incremental(), .whole] {
            let check = try verify(extent)
            #expect(check.start == .start)
            #expect(check.logProblems.first?.contains("is not what was appended") == true)
        }
    }

    @Test func `a sound log with a forged end has that problem once`() throws {
        #expect(try verify().isSound)
        try database.connect().script("UPDATE jobs.verified SET position = position - 1")
        let check = try verify()
        #expect(check.start == .start && check.logProblems == [])
        #expect(check.rowProblems.first?.contains("jobs.verified") == true)
        #expect(check.faults == 1 && check.rowFaults == 1)
        #expect(try verify().isSound)
    }

    @Test func `a verified end that the log has lost is reported until an epoch says so`() throws {
        _ = try administrator.transfer(7, to: user)
        #expect(try verify().isSound)
        node.node.stop()
        let last = try database.connect().execute(
            "SELECT first_position FROM log.batches ORDER BY last_position DESC LIMIT 1"
        ).only().int64(0)
        try change(
            """
            DELETE FROM log.events WHERE position >= \(last);
            DELETE FROM log.batches WHERE last_position >= \(last);
            UPDATE read.checkpoints SET position = least(position, \(last - 1))
            """
        )
        for extent in [Verification.Extent.incremental(), .whole, .incremental()] {
            let check = try verify(extent)
            #expect(check.start == .start && check.log.isSound)
            #expect(check.problems.count == 1 && check.logFaults == 1)
            #expect(check.problems.first?.contains("no longer has that batch") == true)
        }
        _ = try HistoryKeeper(database.options.with(role: LogRole.commands)).begin()
        let after = try verify()
        #expect(after.start == .start && after.problems == [])
        #expect(try verify().start == LogPosition(last - 1))
    }

    @Test func `the job and the tool go on where either has ended`() throws {
        let end = try end()
        let verified = try TallyProcess.run(["verify", "--database", database.conninfo])
        #expect(verified.exitCode == 0)
        guard case .object(let result)? = try administrator.run("verify")["result"] else {
            throw Complaint("no result")
        }
        #expect(result["after"] == .integer(end))
        let again = try TallyProcess.run([
            "verify", "--incremental", "--database", database.conninfo,
        ])
        #expect(again.exitCode == 0)
        #expect(again.output.contains("after position"), "\(again)")
        let whole = try TallyProcess.run(["verify", "--database", database.conninfo])
        #expect(!whole.output.contains("after position"), "\(whole)")
    }
}

import Events
import Foundation
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Node

/// `tally restore` and `tally events` as an operator uses them.
@Suite
struct RestoreTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
        try #require(try tally("demo").exitCode == 0)
    }

    private func tally(_ arguments: String...) throws -> TallyProcess.Result {
        try TallyProcess.run(arguments + ["--database", database.conninfo])
    }

    private var history: LogHistory {
        get throws { try LogHistory.load(database.connect()) }
    }

    @Test func `a restored log begins another history behind its end, once`() throws {
        let before = try history
        let restored = try tally("restore")
        #expect(restored.exitCode == 0, "\(restored)")
        let after = try history
        #expect(after.extends(before) && after.epochs.count == before.epochs.count + 1)
        #expect(restored.output.contains("History \(after.newest.id) begins at position"))
        #expect(!restored.output.contains("secret"))
        // A node that starts has nothing to begin.
        let node = try RunningNode(on: database)
        #expect(try history == after)
        node.node.stop()
        #expect(try tally("verify").exitCode == 0)
    }

    @Test func `rotating the secret signs everybody out`() throws {
        let tokens = try {
            let node = try RunningNode(on: database)
            defer { node.node.stop() }
            let user = try node.user()
            return try #require(try Tokens(node.signIn(user.name)))
        }()
        let restored = try tally("restore", "--rotate-tokens")
        #expect(restored.exitCode == 0)
        #expect(restored.output.contains("secret"))
        let node = try RunningNode(on: database)
        #expect(try node.status(of: tokens.access) == 401)
        #expect(try node.refresh(tokens.refresh).status == 401)
        #expect(try node.user("another").get("/me").status != 401)
    }

    @Test func `events are printed from a place that the log still has`() throws {
        let first = try history.newest.id
        let end = try LogReader(database.connect()).tail().position.rawValue
        _ = try tally("restore")
        let newest = try history.newest.id
        let kept = try tally("events", "--from", "\(end)@\(first)")
        #expect(kept.exitCode == 0)
        #expect(kept.output.contains("\"history\":\"\(first)\""))
        #expect(try tally("events", "--from", "\(end + 1)@\(newest)").exitCode == 0)
        for place in ["\(end + 1)@\(first)", "\(end)@deadbeef"] {
            let lost = try tally("events", "--from", place)
            #expect(lost.exitCode == 3)
            #expect(lost.errors.contains("history-changed"), "\(lost)")
            #expect(lost.errors.contains("in history \(newest)"), "\(lost)")
        }
    }

    @Test func `following goes on over another history, and ends when it lacks what was printed`()
        throws
    {
        let log = TestDirectory.make("events") + "/log"
        let follower = try TallyProcess(
            ["events", "--follow", "--database", database.conninfo],
            log: log
        )
        while try String(contentsOfFile: log, encoding: .utf8).isEmpty {}
        _ = try tally("restore")
        // The log's end is lost, as a history says that begins before it.
        try database.connect().execute(
            """
            INSERT INTO history.epochs (
                number, id, begins_at, previous_hash, system_identifier, timeline, database_oid,
                events_oid, reason, began_at
            )
            SELECT number + 1, '0badcafe', 1, previous_hash, system_identifier, timeline,
                database_oid, events_oid, 'cut', now()
            FROM history.epochs ORDER BY number DESC LIMIT 1
            """
        )
        #expect(follower.waitForExit() == 3)
        let text = try String(contentsOfFile: log, encoding: .utf8)
        #expect(text.contains("history-changed"))
        #expect(text.contains("in history 0badcafe"))
    }
}

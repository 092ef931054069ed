import Events
import Foundation
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Node

/// `tally restore` and `tally events` as an operator uses them.
@Suite(.patient)
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

    @Test func `a restored log begins one new history after its end`() throws {
        let before = try history
        let restored = try tally("restore")
        #expect(restored.exitCode == 0, "\(restored)")
        let after = try history
        #expect(after.extends(before) && after.epochs.count == before.epochs.count + 1)
        #expect(restored.output.contains("History \(after.newest.id) begins at position"))
        #expect(!restored.output.contains("secret"))
        // A node that starts begins no history.
        let node = try RunningNode(on: database)
        #expect(try history == after)
        node.node.stop()
        #expect(try tally("verify").exitCode == 0)
    }

    @Test func `a new secret ends all sessions`() throws {
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

    @Test func `events are printed from a place that is still valid`() throws {
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

    @Test func `following continues in another history, unless printed events were lost`()
        throws
    {
        let log = TestDirectory.make("events") + "/log"
        let follower = try TallyProcess(
            ["events", "--follow", "--from", "1", "--database", database.conninfo],
            log: log
        )
        try wait(until: "an event is printed") {
            try !String(contentsOfFile: log, encoding: .utf8).isEmpty
        }
        _ = try tally("restore")
        // The log loses its end: the new history begins before it.
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

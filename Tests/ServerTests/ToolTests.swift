import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

/// The command line as an operator uses it: the built `tally` against a real PostgreSQL.
@Suite(.patient) struct ToolTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
        let loaded = try tally("demo")
        try #require(loaded.exitCode == 0, "\(loaded)")
    }

    @Test func `a sound log is reported with its end`() throws {
        let verified = try tally("verify")
        #expect(verified.exitCode == 0)
        #expect(verified.output.contains("chain and invariants hold"), "\(verified)")
    }

    @Test func `a log whose end was removed is found by what was projected from it`() throws {
        try #require(try tally("replay").exitCode == 0)
        try tamper(
            """
            DELETE FROM log.events WHERE position > (
                SELECT first_position - 1 FROM log.batches ORDER BY last_position DESC LIMIT 1);
            DELETE FROM log.batches WHERE last_position = (
                SELECT max(last_position) FROM log.batches);
            """
        )
        let verified = try tally("verify")
        #expect(verified.exitCode == 1)
        #expect(verified.errors.contains("read models hold events up to"), "\(verified)")
    }

    @Test func `a log that was cut by hand is followed by the read models once that is accepted`()
        throws
    {
        try #require(try tally("replay").exitCode == 0)
        try tamper(
            """
            DELETE FROM log.events WHERE position > (
                SELECT first_position - 1 FROM log.batches ORDER BY last_position DESC LIMIT 1);
            DELETE FROM log.batches WHERE last_position = (
                SELECT max(last_position) FROM log.batches);
            """
        )
        let refused = try tally("replay")
        #expect(refused.exitCode == 1)
        #expect(refused.errors.contains("tally replay --accept-cut "), "\(refused)")
        let row = try database.connect().execute(
            "SELECT max(last_position)::text FROM log.batches"
        ).only()
        let end = try row.string(0)
        let wrong = try tally("replay", "--accept-cut", "1")
        #expect(wrong.errors.contains("the log ends at position \(end), not at 1"), "\(wrong)")
        let accepted = try tally("replay", "--accept-cut", end)
        #expect(accepted.exitCode == 0, "\(accepted)")
        #expect(accepted.output.contains(" to \(end), swapped in"), "\(accepted)")
        #expect(try tally("replay", "--verify").exitCode == 0)
    }

    @Test func `a follower goes on where it was after its connection was lost`() throws {
        let directory = TestDirectory.make("follow")
        defer { TestDirectory.remove(directory) }
        let log = "\(directory)/output"
        let follower = try TallyProcess(
            ["events", "--follow", "--from", "1", "--database", database.conninfo],
            log: log
        )
        defer {
            follower.signal(SIGKILL)
            _ = follower.waitForExit()
        }
        let connection = try database.connect()
        func end() throws -> Int {
            Int(try connection.execute("SELECT max(position) FROM log.events").only().int64(0))
        }
        func lines() throws -> [Substring] {
            try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        }
        func positions() throws -> [Int] {
            try lines().filter { $0.hasPrefix("{") }.compactMap { line in
                let event = try? JSONSerialization.jsonObject(with: Data(line.utf8))
                return (event as? [String: any Sendable])?["position"] as? Int
            }
        }
        let follows =
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'tally events' "
            + "AND datname = current_database()"
        for round in 1...3 {
            try wait(until: "all events are printed") { try positions().count >= end() }
            try wait(until: "the follower is connected") {
                try !connection.execute(follows).isEmpty
            }
            try connection.script("SELECT pg_terminate_backend(pid) FROM (\(follows)) AS f")
            // What comes while it is away is not left out, and nothing is printed twice.
            let created = try TallyProcess.run(
                [
                    "admin", "create", "--username", "admin\(round)", "--database",
                    database.conninfo,
                ],
                input: "password-\(round)-long\n"
            )
            try #require(created.exitCode == 0, "\(created)")
        }
        try wait(until: "the last events are printed") { try positions().count >= end() }
        #expect(try positions() == Array(1...end()))
        let told = try lines().filter { !$0.hasPrefix("{") }
        #expect(told.count >= 3)
        #expect(told.allSatisfy { $0.hasPrefix("tally: the database is lost, trying again: ") })
    }

    @Test func `a changed amount is named by its position`() throws {
        try tamper(
            """
            UPDATE log.events SET data = replace(data::text, '"amount":', '"amount":1')::json
            WHERE position = (
                SELECT max(position) FROM log.events WHERE type = 'account.debited');
            """
        )
        let verified = try tally("verify")
        #expect(verified.exitCode == 1)
        #expect(verified.errors.contains("the log is not sound"), "\(verified)")
    }

    @Test func `a changed read model is found by replay --verify and mended by replay`() throws {
        try #require(try tally("replay").exitCode == 0)
        try database.connect().script(
            "UPDATE read.balances SET available = available + 1 WHERE account_id > 0"
        )
        let compared = try tally("replay", "--verify")
        #expect(compared.exitCode == 1)
        #expect(compared.output.contains("balances: different"), "\(compared)")
        #expect(try tally("replay", "balances").exitCode == 0)
        #expect(try tally("replay", "--verify").exitCode == 0)
    }

    @Test func `a replay names the nearest read model to an unknown one`() throws {
        let replayed = try tally("replay", "balnces")
        #expect(replayed.exitCode == 2)
        #expect(replayed.errors.contains("balances"), "\(replayed)")
    }

    @Test func `events are JSON lines, from a position or of a stream`() throws {
        let printed = try tally("events", "--from", "2", "--stream", "account-house")
        #expect(printed.exitCode == 0)
        let lines = printed.output.split(separator: "\n")
        #expect(!lines.isEmpty)
        for line in lines {
            let event = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let object = try #require(event as? [String: any Sendable])
            #expect(object["stream"] as? String == "account-house")
        }
    }

    @Test(arguments: ["verify", "replay", "events"])
    func `a command that only reads makes no database`(_ name: String) throws {
        let nowhere = TestDirectory.make("nowhere")
        defer { TestDirectory.remove(nowhere) }
        let result = try TallyProcess.run([name, "--data", nowhere])
        #expect(result.exitCode == 1)
        #expect(result.errors.contains("There is no data in"), "\(result)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: nowhere).isEmpty)
    }

    @Test func `an unknown option is an error that names the nearest`() throws {
        let result = try tally("replay", "--verfy")
        #expect(result.exitCode == 2)
        #expect(result.errors.contains("--verify"), "\(result)")
    }

    private func tally(_ arguments: String...) throws -> TallyProcess.Result {
        try TallyProcess.run(arguments + ["--database", database.conninfo])
    }

    /// As somebody who owns the tables would, who must switch the triggers off first.
    private func tamper(_ statements: String) throws {
        try database.connect().script(
            """
            ALTER TABLE log.events DISABLE TRIGGER ALL;
            ALTER TABLE log.batches DISABLE TRIGGER ALL;
            \(statements)
            ALTER TABLE log.events ENABLE TRIGGER ALL;
            ALTER TABLE log.batches ENABLE TRIGGER ALL;
            """
        )
    }
}

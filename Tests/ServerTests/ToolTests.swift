import Foundation
import Postgres
import TestSupport
import Testing

/// The command line as an operator uses it: the built `tally` against a real PostgreSQL.
@Suite struct ToolTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
        let loaded = try tally("demo")
        try #require(loaded.exitCode == 0, "\(loaded)")
    }

    @Test func `a sound log is told with its end`() throws {
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
    func `a command that reads makes no database where there is none`(_ name: String) throws {
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

import Foundation
import Glibc
import TestSupport
import Testing

@testable import Postgres

/// What the command line shows to a person, and what it writes for programs: numbers 30 and 32.
@Suite(.patient)
struct TerminalTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
        try #require(try tally("demo").exitCode == 0)
    }

    private func tally(_ arguments: String...) throws -> TallyProcess.Result {
        try TallyProcess.run(arguments + ["--database", database.conninfo])
    }

    private func terminal(_ arguments: String...) throws -> PseudoTerminal {
        try PseudoTerminal(tally: arguments + ["--database", database.conninfo])
    }

    private func positions(_ output: String) throws -> [Int] {
        try output.split(separator: "\n").map { line in
            let event = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require((event as? [String: any Sendable])?["position"] as? Int)
        }
    }

    // MARK: Progress

    @Test(arguments: ["verify", "replay"])
    func `progress is shown at a terminal only`(_ command: String) throws {
        let plain = try tally(command)
        #expect(plain.exitCode == 0)
        #expect(!(plain.output + plain.errors).contains("%"), "\(plain)")
        #expect(plain.errors.isEmpty)
        #expect(try terminal(command).read().contains(" %), "))
    }

    // MARK: tally events

    @Test func `tail prints the last events, of a type or a stream`() throws {
        let all = try positions(try tally("events").output)
        #expect(all == Array(1...all.count))
        #expect(try positions(try tally("events", "--tail", "3").output) == all.suffix(3))
        #expect(try positions(try tally("events", "--tail", "10000").output) == all)
        let debits = try tally("events", "--type", "account.debited")
        let lines = debits.output.split(separator: "\n")
        #expect(lines.count > 3)
        #expect(lines.allSatisfy { $0.contains(#""type":"account.debited""#) })
        let last = try tally("events", "--type", "account.debited", "--tail", "2")
        #expect(last.output.split(separator: "\n") == lines.suffix(2))
        let both = try tally("events", "--type", "account.debited,account.credited")
        #expect(both.output.split(separator: "\n").count > lines.count)
        let house = try tally("events", "--stream", "account-house", "--tail", "1")
        #expect(house.output.contains(#""stream":"account-house""#))
    }

    @Test func `to names the last event`() throws {
        #expect(try positions(try tally("events", "--from", "2", "--to", "4").output) == [2, 3, 4])
        #expect(try positions(try tally("events", "--to", "3", "--tail", "2").output) == [2, 3])
        #expect(try positions(try tally("events", "--from", "4", "--to", "3").output) == [])
    }

    @Test func `a follower begins at the end, or with the last events`() throws {
        let end = try positions(try tally("events").output).count
        let directory = TestDirectory.make("tail")
        defer { TestDirectory.remove(directory) }
        let logs = ["\(directory)/end", "\(directory)/tail"]
        let followers = try zip(logs, [[], ["--tail", "2"]]).map { log, words in
            try TallyProcess(
                ["events", "--follow", "--database", database.conninfo] + words,
                log: log
            )
        }
        defer {
            for follower in followers {
                follower.signal(SIGKILL)
                _ = follower.waitForExit()
            }
        }
        // Both listen before anything is appended: the second has printed, the first has nothing
        // to.
        let connection = try database.connect()
        try wait(until: "two followers wait") {
            try connection.execute(
                """
                SELECT FROM pg_stat_activity
                WHERE application_name = 'tally events' AND datname = current_database()
                    AND query LIKE '%history.epochs%' AND state = 'idle'
                """
            ).count == 2
        }
        let created = try TallyProcess.run(
            ["admin", "create", "--username", "late", "--database", database.conninfo],
            input: "password-long-1\n"
        )
        try #require(created.exitCode == 0, "\(created)")
        let all = try positions(try tally("events").output)
        for (log, first) in zip(logs, [end + 1, end - 1]) {
            let printed = try wait(until: "the follower has printed the end") {
                let text = try String(contentsOfFile: log, encoding: .utf8)
                return try text.hasSuffix("\n") && positions(text).last == all.last
                    ? positions(text) : nil
            }
            #expect(printed == Array(first...all.count))
        }
    }

    // MARK: tally serve

    @Test func `a person at a terminal gets address, pages, logins and how to stop`() throws {
        let terminal = try terminal("serve", "--demo", "--port", "0")
        let shown = try terminal.read(until: "alice")
        for text in ["listens on http://127.0.0.1:", "/app", "/admin", "/docs", "Ctrl-C"] {
            #expect(shown.contains(text), "\(shown)")
        }
        #expect(shown.contains("Loading the demo data, unless it is there …"))
        terminal.signal(SIGINT)
        #expect(try terminal.read().contains("Stopping"))
        #expect(!terminal.text.contains("{\""))
    }

    @Test func `requests are shown with --verbose`() throws {
        let terminal = try terminal("serve", "--port", "0", "--verbose")
        let address = try terminal.read(until: "Ctrl-C").firstRange(of: "http://127.0.0.1:")
        let port = terminal.text[try #require(address).upperBound...].prefix { $0.isNumber }
        let client = try HTTPClient(port: try #require(UInt16(port)))
        #expect(try client.send("GET", "/currencies").status == 200)
        try terminal.read(until: #""route":"GET /currencies","status":200"#)
    }

    @Test func `a program gets JSON lines and one line with the address`() throws {
        let directory = TestDirectory.make("plain")
        defer { TestDirectory.remove(directory) }
        let log = "\(directory)/log"
        let serve = try TallyProcess(
            ["serve", "--port", "0", "--database", database.conninfo],
            log: log
        )
        let text = try wait(until: "the address is written") {
            let text = try String(contentsOfFile: log, encoding: .utf8)
            return text.contains("Tally listens on http") ? text : nil
        }
        serve.signal(SIGTERM)
        #expect(serve.waitForExit() == 0)
        #expect(text.contains(#""event":"started""#))
        #expect(!text.contains("Ctrl-C"))
        #expect(!text.contains("…"))
    }

    @Test(arguments: [true, false])
    func `12.8: a start that gives money to strangers is logged, and no other`(isOpen: Bool) throws
    {
        let directory = TestDirectory.make("gifts-\(isOpen)")
        defer { TestDirectory.remove(directory) }
        let log = "\(directory)/log"
        // Others must not reach the demo users of the suite's database.
        let database = try TestDatabase()
        let serve = try TallyProcess(
            ["serve", "--host", "0.0.0.0", "--port", "0", "--database", database.conninfo],
            environment: ["TALLY_REGISTRATION": isOpen ? "open" : "invite"],
            log: log
        )
        try wait(until: "the address is written") {
            try String(contentsOfFile: log, encoding: .utf8).contains("Tally listens on http")
        }
        serve.signal(SIGTERM)
        #expect(serve.waitForExit() == 0)
        let text = try String(contentsOfFile: log, encoding: .utf8)
        #expect(text.contains("open registration with a grant") == isOpen)
    }

    @Test func `a first start says that it makes a PostgreSQL`() throws {
        let directory = TestDirectory.make("first")
        defer { TestDirectory.remove(directory) }
        let place = "\(directory)/data"
        let terminal = try PseudoTerminal(tally: ["serve", "--port", "0", "--data", place])
        let shown = try terminal.read(until: "Ctrl-C")
        #expect(shown.contains("Making a PostgreSQL in \(place), once … "))
        terminal.signal(SIGINT)
        try terminal.read()
    }

    // MARK: tally status, completions, man and --version

    @Test func `status shows everything on one screen`() throws {
        try #require(try tally("replay").exitCode == 0)
        let before = try tally("status")
        #expect(before.exitCode == 0, "\(before)")
        #expect(before.output.contains("Jobs          none: no node has run yet"))
        #expect(before.output.contains("Last check    never by a node"))
        let end = try positions(try tally("events").output).count
        let node = try RunningNode(on: database)
        let administrator = try node.administrator()
        _ = try administrator.run("verify")
        withExtendedLifetime(node) {}
        let status = try tally("status").output
        #expect(status.contains("History       "))
        #expect(!status.contains("ends at \(end),"), "the node's administrator was registered")
        for text in [
            "Log           ends at ", "Append lock   ", "receipts ", "Last check    ok at ",
        ] {
            #expect(status.contains(text), "\(status)")
        }
        #expect(status.split(separator: "\n").count < 25, "\(status)")
    }

    @Test func `status names the read model that is behind, and the holder of the lock`() throws {
        let node = try RunningNode(on: database)
        _ = try node.user()
        let stall = try node.stall()
        _ = try node.client().send("POST", "/register", body: #"{"username":"behind"}"#)
        let other = try node.database.connect()
        try other.script("BEGIN; SELECT pg_advisory_xact_lock(\(0x7461_6C6C_796C_6F67 as Int64))")
        let status = try tally("status").output
        #expect(status.contains("Append lock   held by "), "\(status)")
        try other.script("ROLLBACK")
        try stall.script("ROLLBACK")
        #expect(try tally("status").output.contains("Append lock   free"))
    }

    @Test func `the version is printed`() throws {
        let printed = try TallyProcess.run(["--version"])
        #expect(printed.exitCode == 0)
        #expect(printed.output.wholeMatch(of: /tally [0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    }

    @Test(
        arguments: [
            (["ev"], ["events"]), (["events", "--t"], ["--type", "--to", "--tail"]),
            (["replay", "bal"], ["balances"]), (["completions", ""], ["bash", "zsh", "--help"]),
            (["serve", "--verb"], ["--verbose"]), (["admin", "gr"], ["grant"]),
            (["admin", "grant", "g"], []), (["events", "--type", "user.reg"], ["user.registered"]),
            (
                ["events", "--type", "slot.created,user.reg"], ["slot.created,user.registered"]
            ),
        ])
    func `bash completes commands, options and words`(
        words: [String],
        completions: [String]
    ) throws {
        let script = try TallyProcess.run(["completions", "bash"]).output
        let line = (["tally"] + words).map { "'\($0)'" }.joined(separator: " ")
        let shell = Process()
        let output = Pipe()
        shell.executableURL = URL(fileURLWithPath: "/bin/bash")
        shell.arguments = [
            "-c",
            script + "\nCOMP_WORDS=(\(line)); COMP_CWORD=\(words.count); _tally\n"
                + #"printf '%s\n' "${COMPREPLY[@]}""#,
        ]
        shell.standardOutput = output
        try shell.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        #expect(text.split(separator: "\n").map(String.init) == completions)
    }
}

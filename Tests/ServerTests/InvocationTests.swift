import Events
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Node
@testable import Runtime
@testable import Settings
@testable import Text
@testable import Tool

@Suite(.patient)
struct InvocationTests {
    private func parse(
        _ line: String,
        environment: [String: String] = [:]
    ) throws(Complaint) -> Invocation {
        let words = line.split(separator: " ").map(String.init)
        return try Invocation(arguments: words, environment: environment)
    }

    @Test func `serve waits for PostgreSQL for ever, or for the given time`() throws {
        func seconds(_ line: String) throws -> Int? {
            guard case .serve(let options) = try parse(line) else { return -1 }
            return options.waitSeconds
        }
        #expect(try seconds("serve") == nil)
        #expect(try seconds("serve --wait 0") == 0)
        #expect(try seconds("serve --wait=30") == 30)
    }

    @Test func `transfers takes one file, and asks unless an option says otherwise`() throws {
        let database = DatabaseOptions(url: nil, dataDirectory: ".tally")
        #expect(
            try parse("transfers wages.csv")
                == .transfers(TransfersOptions(database: database, file: "wages.csv"))
        )
        let expected = TransfersOptions(
            database: database,
            file: "wages.csv",
            payer: "#12",
            consent: .given,
            again: "december",
            results: "out.csv"
        )
        let line = "transfers --yes --from #12 wages.csv --again=december --results out.csv"
        #expect(try parse(line) == .transfers(expected))
        for wrong in ["transfers", "transfers a b", "transfers a --check --yes"] {
            #expect(throws: Complaint.self) { try parse(wrong) }
        }
    }

    @Test func `serve takes port, host, data and demo`() throws {
        let expected = ServeOptions(
            database: DatabaseOptions(url: nil, dataDirectory: "/tmp/x"),
            host: "::1",
            port: 9_090,
            loadsDemo: true
        )
        #expect(
            try parse("serve --port 9090 --host=::1 --data /tmp/x --demo") == .serve(expected)
        )
    }

    @Test func `defaults are port 8080 on the loopback and a private database`() throws {
        let expected = ServeOptions(
            database: DatabaseOptions(url: nil, dataDirectory: ".tally"),
            host: "127.0.0.1",
            port: 8_080,
            loadsDemo: false
        )
        #expect(try parse("serve") == .serve(expected))
    }

    @Test func `the database is taken from the option, then from the environment`() throws {
        let environment = ["DATABASE_URL": "postgresql://ambient/x"]
        #expect(
            try parse("migrate", environment: environment)
                == .migrate(DatabaseOptions(url: "postgresql://ambient/x"))
        )
        #expect(
            try parse("migrate --database postgresql://given/y", environment: environment)
                == .migrate(DatabaseOptions(url: "postgresql://given/y"))
        )
        #expect(
            try parse("migrate --data here", environment: environment)
                == .migrate(DatabaseOptions(url: nil, dataDirectory: "here"))
        )
    }

    @Test func `health and stand-in take a port and an address`() throws {
        #expect(try parse("health") == .health(Listening(host: "127.0.0.1", port: 8_080)))
        #expect(
            try parse("health --port 90 --host ::1") == .health(Listening(host: "::1", port: 90))
        )
        #expect(try parse("stand-in") == .standIn(Listening(host: "127.0.0.1", port: 0)))
        #expect(
            try parse("stand-in --host 0.0.0.0 --port 90")
                == .standIn(Listening(host: "0.0.0.0", port: 90))
        )
    }

    @Test func `replay takes the position that the log was cut back to`() throws {
        let options = ReplayOptions(database: DatabaseOptions(), acceptedCut: 812)
        #expect(try parse("replay --accept-cut 812") == .replay(options))
        for line in [
            "replay --accept-cut", "replay --accept-cut x", "replay --accept-cut -1",
            "replay --accept-cut 812 --verify",
        ] {
            #expect(#expect(throws: Complaint.self) { try parse(line) }?.exitCode == .usage)
        }
    }

    @Test func `verify checks everything unless it is asked for what is new`() throws {
        let database = DatabaseOptions()
        #expect(try parse("verify") == .verify(VerifyOptions(database: database)))
        #expect(
            try parse("verify --incremental")
                == .verify(VerifyOptions(database: database, isIncremental: true))
        )
    }

    @Test func `replay takes names, events take a stream and a position`() throws {
        #expect(
            try parse("replay balances holds --verify")
                == .replay(
                    ReplayOptions(
                        database: DatabaseOptions(),
                        names: ["balances", "holds"],
                        onlyVerifies: true
                    )
                )
        )
        #expect(
            try parse("events --stream account-42 --from 7 --follow")
                == .events(
                    EventsOptions(
                        database: DatabaseOptions(),
                        stream: "account-42",
                        from: LogPlace(LogPosition(7)),
                        follows: true
                    )
                )
        )
        #expect(
            try parse("events --from 7@5f3a9c1e")
                == .events(
                    EventsOptions(
                        database: DatabaseOptions(),
                        from: LogPlace(LogPosition(7), in: EpochID(0x5f3a_9c1e))
                    )
                )
        )
        #expect(
            try parse("events --tail 5 --type account.debited,hold.placed --to 9")
                == .events(
                    EventsOptions(
                        database: DatabaseOptions(),
                        types: [.account(.debited), .hold(.placed)],
                        to: LogPosition(9),
                        tail: 5
                    )
                )
        )
        #expect(
            try parse("restore --rotate-tokens")
                == .restore(RestoreOptions(database: DatabaseOptions(), rotatesTokens: true))
        )
        #expect(
            try parse("admin create --username root")
                == .createAdministrator(
                    AdministratorOptions(
                        database: DatabaseOptions(),
                        username: "root",
                        email: nil
                    )
                )
        )
        for user in ["alice", "42"] {
            #expect(
                try parse("admin erase \(user)")
                    == .eraseUser(ErasureOptions(database: DatabaseOptions(), user: user))
            )
        }
    }

    @Test(arguments: [
        "", "serve", "replay", "verify", "migrate", "demo", "events", "restore", "admin",
        "health", "status", "completions", "man",
    ])
    func `every command has help`(command: String) throws {
        let invocation = try parse("\(command) --help")
        #expect(invocation == .help(Subcommand(rawValue: command)))
        let text = Help.text(for: Subcommand(rawValue: command))
        #expect(text.hasPrefix("Usage: tally"))
    }

    @Test func `help of serve lists every setting with its default`() {
        let text = Help.text(for: .serve)
        for setting in Configuration.rows {
            #expect(text.contains(setting.name))
            #expect(text.contains(setting.help))
        }
        #expect(text.contains("how long an unconfirmed hold lasts (default 300, 1 to 604800)"))
    }

    @Test(
        arguments: [
            ("serv", "\"serve\""), ("serve --prot 1", "\"--port\""),
            ("replay balance", "\"balances\""),
            ("admin creat", "\"create\""), ("admin erasse x", "\"erase\""),
            ("--versio", "\"--version\""),
            ("events --folow", "\"--follow\""),
            ("events --type account.debitd", "\"account.debited\""),
            ("completions bsh", "\"bash\""),
        ])
    func `a slip is answered with what was meant`(line: String, meant: String) {
        let complaint = #expect(throws: Complaint.self) { try parse(line) }
        #expect(complaint?.exitCode == .usage)
        #expect(complaint?.message.contains("Did you mean \(meant)?") == true)
    }

    @Test(
        arguments: [
            "", "serve --wait -1", "serve --wait x", "serve --port", "serve --port 65536",
            "serve --port -1", "serve --port x",
            "serve extra", "events --to 0", "events --tail 0", "events --tail 1 --from 1",
            "events --follow --to 9", "events --type", "completions", "completions bash zsh",
            "events --from 0", "events --from x", "admin", "admin create",
            "admin create --username a b", "admin erase", "admin erase a b",
            "admin erase a --username b", "admin erase --email a@b.cd", "serve --demo=yes",
            "serve --port 1 --port 2",
            "xyzzy", "serve --xyzzy", "replay xyzzy",
        ])
    func `a wrong line is a usage error of one line`(line: String) {
        let complaint = #expect(throws: Complaint.self) { try parse(line) }
        #expect(complaint?.exitCode == .usage)
        #expect(complaint?.message.contains("\n") == false)
    }

    @Test func `a distance counts insertions, deletions and replacements`() {
        #expect(editDistance("serve", "serve") == 0)
        #expect(editDistance("serv", "serve") == 1)
        #expect(editDistance("", "abc") == 3)
        #expect(editDistance("kitten", "sitting") == 3)
    }
}

import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Node
@testable import Operations
@testable import Settings
@testable import Text
@testable import Tool

/// `tally admin list`, `grant`, `revoke`, `reset` and `unlock`, beside a running node.
@Suite("12.32: administrators on the command line", .patient)
struct AdministerToolTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode()
    }

    private func admin(_ arguments: String...) throws -> TallyProcess.Result {
        try TallyProcess.run(["admin"] + arguments + ["--database", node.database.conninfo])
    }

    @Test func `a role is granted and taken, and the last administrator keeps it`() throws {
        let (first, second) = (try node.user(), try node.user())
        #expect(try admin("list").output == "")
        #expect(try admin("grant", first.name).exitCode == 0)
        let last = try admin("revoke", first.name)
        #expect(last.exitCode == 1)
        #expect(last.errors.contains("nobody else is an administrator"), "\(last)")
        #expect(try admin("grant", "\(second.id)").exitCode == 0)
        let listed = try admin("list").output
        #expect(listed.contains("\(first.id)  \(first.name)  active"))
        #expect(listed.contains("\(second.id)  \(second.name)  active"))
        #expect(try admin("revoke", first.name).exitCode == 0)
        #expect(try !admin("list").output.contains(first.name))
        #expect(try admin("revoke", first.name).errors.contains("role-not-granted"))
    }

    @Test func `a printed code chooses another password, once`() throws {
        let user = try node.user()
        let printed = try admin("reset", user.name)
        #expect(printed.exitCode == 0)
        let code = try #require(printed.output.split(separator: "\n").first)
        let body = "{\"code\":\"\(code)\",\"new_password\":\"another password 1\"}"
        #expect(try node.client().send("POST", "/reset-password", body: body).body == "true")
        #expect(try node.client().send("POST", "/reset-password", body: body).status == 409)
        #expect(try node.signIn(user.name, "another password 1").status == 200)
    }

    @Test func `a lock-out is lifted`() throws {
        let user = try node.user()
        for _ in 0..<6 { _ = try node.signIn(user.name, "wrong") }
        try node.database.connect().script(
            """
            UPDATE people.sign_in_attempts SET blocked_until = now() + interval '1 hour'
            WHERE blocked_until > last_failed_at
            """
        )
        #expect(try node.signIn(user.name).status == 429)
        #expect(try admin("unlock", user.name).exitCode == 0)
        #expect(try node.signIn(user.name).status == 200)
    }

    @Test(arguments: ["grant", "revoke", "reset", "unlock"])
    func `an unknown user is refused`(action: String) throws {
        let refused = try admin(action, "nobody-here")
        #expect(refused.exitCode == 1)
        #expect(refused.errors.contains("There is no user"), "\(refused)")
    }
}

/// Where everybody could have as many opening grants as accounts.
@Suite("12.8: a warning where grants can be farmed", .patient)
struct GiftWarningTests {
    @Test(
        arguments: ["open", "invite", "closed"],
        [0, 100_000]
    )
    func `it is given exactly for open registration, a grant and others' addresses`(
        mode: String,
        grant: Int
    ) throws {
        var configuration = Configuration()
        configuration.registrationWord = mode
        configuration.openingGrant = grant
        for host in ["0.0.0.0", "::", "192.0.2.1", "tally.example"] {
            let warning = Serve.warningOfGifts(to: host, configuration)
            #expect((warning != nil) == (mode == "open" && grant > 0), "\(host)")
        }
        for host in ["127.0.0.1", "127.1.2.3", "::1", "localhost"] {
            #expect(Serve.warningOfGifts(to: host, configuration) == nil, "\(host)")
        }
    }
}

/// Where the demo's users, whose passwords are in the documents, may be reached from.
@Suite("12.11: the demo is not open to others", .patient)
struct PublicDemoTests {
    private func parse(_ line: String) throws -> Invocation {
        try Invocation(
            arguments: line.split(separator: " ").map(String.init),
            environment: [:]
        )
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "tally.example"])
    func `known passwords are refused on an address of others`(host: String) {
        #expect(throws: (any Error).self) { try parse("serve --demo --host \(host)") }
        #expect(throws: Never.self) { try parse("serve --demo-public --host \(host)") }
        #expect(throws: Never.self) { try parse("serve --host \(host)") }
    }

    @Test(arguments: ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
    func `they are fine on this machine`(host: String) throws {
        guard case .serve(let options) = try parse("serve --demo --host \(host)") else {
            Issue.record("not serve")
            return
        }
        #expect(options.loadsDemo && !options.isPublicDemo)
    }

    @Test func `random passwords are different each time, and are printed`() {
        let (one, other) = (DemoPasswords.random(), DemoPasswords.random())
        for account in DemoAccount.all {
            #expect(one.password(of: account) != other.password(of: account))
            #expect(one.password(of: account) != account.password)
            #expect(DemoData.logins(one).contains(one.password(of: account)))
        }
        #expect(DemoData.logins(.known).contains(DemoAccount.all[0].password))
    }

    @Test func `a database with the known passwords is not served to others`() throws {
        let database = try TestDatabase()
        let place = try Database(DatabaseOptions(url: database.conninfo))
        try place.migrate()
        var configuration = Configuration()
        configuration.scryptLogN = 4
        let secrets = try place.secrets()
        _ = try DemoData.loadIfEmpty(
            place.options,
            secrets,
            configuration,
            passwords: .known
        )
        #expect(throws: (any Error).self) {
            try DemoData.loadIfEmpty(
                place.options,
                secrets,
                configuration,
                passwords: .random()
            )
        }
        #expect(throws: (any Error).self) {
            try DemoData.requireUnknownPasswords(of: place.options, to: "0.0.0.0")
        }
        #expect(throws: Never.self) {
            try DemoData.requireUnknownPasswords(of: place.options, to: "127.0.0.1")
        }
        let directory = TestDirectory.make("served")
        defer { TestDirectory.remove(directory) }
        let log = "\(directory)/log"
        let serve = try TallyProcess(
            ["serve", "--host", "0.0.0.0", "--port", "0", "--database", database.conninfo],
            log: log
        )
        // If it is served after all, this ends it.
        defer { if serve.isRunning { serve.signal(SIGTERM) } }
        let text = try wait(until: "it is refused or served") {
            let text = try String(contentsOfFile: log, encoding: .utf8)
            let isDecided = ["alice, bob", "Tally listens"].contains { text.contains($0) }
            return isDecided ? text : nil
        }
        try #require(text.contains("admin, alice, bob, carol"), "\(text)")
        #expect(serve.waitForExit() == 1)
    }

    @Test func `it is served to others once every demo user has another password or is gone`()
        throws
    {
        let node = try RunningNode()
        let place = try Database(DatabaseOptions(url: node.database.conninfo))
        _ = try DemoData.load(place.options, try place.secrets(), node.configuration)
        for account in DemoAccount.all {
            let token = try #require(
                try Tokens(node.signIn(account.username, account.password))
            ).access
            if account.username == "alice" {
                #expect(try node.client().send("DELETE", "/me", token: token).body == "true")
                continue
            }
            let listed = try TallyProcess.run(["demo", "--database", node.database.conninfo]).output
            #expect(listed.contains("demo-\(account.username)-password"), "\(listed)")
            let body = #"""
                {"old_password":"\#(account.password)","new_password":"heron by the lake"}
                """#
            let changed = try node.client().send(
                "POST",
                "/change-password",
                token: token,
                body: body
            )
            #expect(changed.body == "true")
        }
        #expect(throws: Never.self) {
            try DemoData.requireUnknownPasswords(of: place.options, to: "0.0.0.0")
        }
        let listed = try TallyProcess.run(["demo", "--database", node.database.conninfo]).output
        #expect(!listed.contains("demo-"), "\(listed)")
        #expect(listed.contains("4 of the demo users are gone, or have other passwords"))
    }
}

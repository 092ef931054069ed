import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Events
@testable import Model
@testable import Node

/// The last administrator can't go, whichever way is tried, over TCP and by the tool.
@Suite("12.7: the last administrator stays", .patient)
struct LastAdministratorTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode()
    }

    private func erase(_ user: SignedIn) throws -> TallyProcess.Result {
        try TallyProcess.run([
            "admin", "erase", user.name, "--database", node.database.conninfo,
        ])
    }

    @Test func `the last administrator deletes nobody's account but another's`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let refused = try administrator.send("DELETE", "/me")
        #expect(refused.status == 409)
        #expect(refused.body == "false")
        #expect(refused.headers["tally-reason"] == "last-administrator")
        #expect(try administrator.get("/admin/users").status == 200, "still signed in")
        #expect(try user.send("DELETE", "/me").body == "true")
    }

    @Test func `an administrator goes once another one has the role, and that one stays`() throws {
        let (first, second) = (try node.administrator(), try node.user())
        let granted = try first.send("POST", "/admin/users/\(second.id)/admin")
        #expect(granted.body == "true")
        #expect(try first.send("DELETE", "/me").body == "true")
        let refused = try second.send("DELETE", "/me")
        #expect(refused.headers["tally-reason"] == "last-administrator")
    }

    @Test func `of all administrators who delete themselves at once one remains`() throws {
        let tokens = try (0..<4).map { _ in try node.administrator().token }
        let answers = try atOnce(4) { number in
            try node.client().send("DELETE", "/me", token: tokens[number])
        }
        #expect(answers.count { $0.body == "true" } == 3)
        #expect(answers.count { $0.headers["tally-reason"] == "last-administrator" } == 1)
    }

    @Test func `the tool erases the last administrator no more than the service`() throws {
        let administrator = try node.administrator()
        let refused = try erase(administrator)
        #expect(refused.exitCode == 1)
        #expect(refused.errors.contains("nobody else is an administrator"), "\(refused)")
        #expect(try node.signIn(administrator.name).status == 200)
        _ = try node.administrator()
        #expect(try erase(administrator).exitCode == 0)
    }

    @Test func `everybody who was ever given a role is found in the log, each once`() throws {
        let (first, second) = (try node.administrator(), try node.administrator())
        _ = try node.user()
        let path = "/admin/users/\(second.id)/admin"
        #expect(try first.send("DELETE", path).body == "true")
        #expect(try first.send("POST", path).body == "true")
        let reader = LogReader(try node.database.connect(role: LogRole.commands.rawValue))
        #expect(try reader.grantees() == [UserID(first.id), UserID(second.id)])
    }
}

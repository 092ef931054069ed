import Commands
import Entities
import Events
import TestSupport
import Testing

@testable import Model
@testable import Node
@testable import Runtime
@testable import Text
@testable import Tool

/// Users whose own commands have made more events than anything reads at once.
@Suite("12.7: long histories of users", .patient)
struct LongHistoryTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode()
    }

    private func perform(_ commands: [any Command], as actor: Actor) throws {
        var writer = LocalWriter(node.database.options, node.configuration)
        for outcome in writer.perform(commands, as: actor) {
            guard case .done = outcome else { throw Complaint("not done: \(outcome)") }
        }
    }

    /// Gives a user's stream more events than were once read for a sign-in.
    private func lengthen(_ user: SignedIn) throws {
        let ends = (0..<10_001).map { _ in EndSessions(of: UserID(user.id)) as any Command }
        try perform(ends, as: .system)
    }

    @Test func `a role that is taken or given after ten thousand events counts`() throws {
        let (administrator, other) = (try node.administrator(), try node.administrator())
        try lengthen(administrator)
        let path = "/admin/users/\(administrator.id)/admin"
        #expect(try other.send("DELETE", path).body == "true")
        let former = try #require(try Tokens(node.signIn(administrator.name))).access
        let client = try node.client()
        #expect(try client.send("GET", "/admin/users", token: former).status == 403)
        #expect(try other.send("POST", path).body == "true")
        let present = try #require(try Tokens(node.signIn(administrator.name))).access
        #expect(try client.send("GET", "/admin/users", token: present).status == 200)
    }

    @Test func `a code after ten thousand events chooses another password`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        try lengthen(user)
        let issued = try administrator.send("POST", "/admin/users/\(user.id)/reset-password")
        let code = try #require(try issued.text("code"))
        let body = "{\"code\":\"\(code)\",\"new_password\":\"another password 1\"}"
        #expect(try node.client().send("POST", "/reset-password", body: body).body == "true")
    }
}

import Events
import Postgres
import TestSupport
import Testing

@testable import Model
@testable import Node
@testable import Runtime
@testable import Settings
@testable import Text

/// Own commands are visible at once on the node that took them.
@Suite(.patient)
struct OwnWriteTests {
    private static let waived = ["Tally-Own-Writes": "off"]

    @Test func `a user who registers and signs in is known at once`() throws {
        let node = try RunningNode.shared.get()
        for _ in 0..<20 {
            let user = try node.user()
            let me = try user.get("/me")
            #expect(me.status == 200)
            #expect(me.body.contains("\"id\":\(user.id),"))
            #expect(try user.get("/balance").body.contains("\"available\":100000,"))
        }
    }

    @Test func `a session on another node than the registration knows its user`() throws {
        let first = try RunningNode()
        let second = try RunningNode(on: first.database)
        for _ in 0..<10 {
            let name = first.uniqueName()
            _ = try first.client().send(
                "POST",
                "/register",
                body:
                    "{\"username\":\"\(name)\",\"email\":\"\(name)@x.org\",\"password\":\"password-1\"}"
            )
            let tokens = try #require(try Tokens(try second.signIn(name)))
            #expect(try second.status(of: tokens.access, "/me") == 200)
        }
    }

    @Test func `no answer is from before the asker's own command, on any connection`() throws {
        let node = try RunningNode.shared.get()
        let (alice, bob) = (try node.user(), try node.user())
        let other = try node.client()
        for count in Int64(1)...100 {
            let sent = try alice.transfer(1, to: bob)
            let id = try #require(sent.createdID)
            for balance in [
                try alice.get("/balance"), try other.send("GET", "/balance", token: alice.token),
            ] {
                #expect(balance.body.contains("\"available\":\(100_000 - count),"))
            }
            for path in ["/transactions?limit=1", "/transactions?status=posted&limit=1"] {
                for list in [
                    try other.send("GET", path, token: alice.token), try alice.get(path),
                ] {
                    #expect(list.body.hasPrefix("[{\"id\":\(id),"))
                }
            }
        }
    }

    @Test func `a refusal is based on the state that the next answer shows`() throws {
        let node = try RunningNode.shared.get()
        let (alice, bob) = (try node.user(), try node.user())
        for _ in 0..<20 {
            #expect(try bob.transfer(1, to: alice).body == "true")
            let refused = try alice.transfer(200_000, to: bob)
            #expect(refused.reason == "insufficient-funds")
            let end = try #require(refused.position)
            #expect(try #require(try alice.get("/balance").position) >= end)
        }
    }

    @Test func `an administrator's lists show the command just done`() throws {
        let node = try RunningNode()
        let (administrator, user) = (try node.administrator(), try node.user())
        for count in 1...10 {
            let path = "/admin/users/\(user.id)"
            let isDeleted = count % 2 == 1
            let answer =
                isDeleted
                ? try administrator.send("DELETE", path)
                : try administrator.send("POST", "\(path)/restore")
            #expect(answer.body == "true")
            let list = try administrator.get("/admin/users?name=\(user.name)")
            #expect(list.body.contains(isDeleted ? "\"deleted\"" : "\"active\""))
            let commands = try administrator.get("/admin/commands?outcome=done")
            #expect(commands.body.components("\"id\":") == count, "\(commands.body)")
        }
    }

    @Test
    func `queries wait for own writes while the read models stop, unless that is waived`()
        throws
    {
        let node = try RunningNode { $0.positionWaitMilliseconds = 300 }
        let (alice, bob) = (try node.user(), try node.user())
        #expect(try alice.available() == 100_000)
        #expect(try bob.available() == 100_000)
        let begun = SystemClock.monotonicMilliseconds
        let stall = try node.stall()
        #expect(try alice.transfer(10, to: bob).body == "true")
        for path in ["/balance", "/balances", "/transactions", "/me", "/holds"] {
            let answer = try alice.get(path)
            #expect(answer.status == 503)
            #expect(answer.body.contains("/problems/position-not-reached"))
            #expect(try alice.get(path, headers: Self.waived).status == 200)
            // A user who has not written waits for nothing.
            #expect(try bob.get(path).status == 200)
        }
        for path in ["/rates", "/overview"] {
            #expect(try alice.get(path).status == 200)
        }
        let stale = try alice.get("/balance", headers: Self.waived)
        #expect(stale.body.contains("\"available\":100000,"))
        var age = stale.age
        try wait(until: "the balance is a second old") {
            age = try alice.get("/balance", headers: Self.waived).age
            return age != 0
        }
        let elapsed = Int(SystemClock.monotonicMilliseconds - begun) / 1_000
        #expect((1...elapsed + 1).contains(try #require(age)))
        stall.rollback()
        #expect(try alice.get("/balance").body.contains("\"available\":99990,"))
    }

    @Test(arguments: ["on", "OFF", "", "off, off", "1"])
    func `any value of the header but off is refused`(value: String) throws {
        let user = try RunningNode.shared.get().user()
        let answer = try user.get("/balance", headers: ["Tally-Own-Writes": value])
        #expect(answer.status == 422)
        #expect(answer.body.contains("\"field\":\"Tally-Own-Writes\""))
    }

    @Test func `waiting for own writes can be switched off`() throws {
        let node = try RunningNode { $0.ownWrites = 0 }
        let (alice, bob) = (try node.user(), try node.user())
        #expect(try alice.available() == 100_000)
        let stall = try node.stall()
        let position = try #require(try alice.transfer(10, to: bob).position)
        #expect(try alice.get("/balance").body.contains("\"available\":100000,"))
        stall.rollback()
        let balance = try alice.get("/balance?min_position=\(position)")
        #expect(balance.body.contains("\"available\":99990,"))
    }

    @Test func `nothing is remembered once every read model has it`() throws {
        let node = try RunningNode()
        let (alice, bob) = (try node.user(), try node.user())
        #expect(try alice.transfer(10, to: bob).body == "true")
        let writes = node.node.service.ownWrites
        try wait(until: "the command is forgotten") { writes.position(of: UserID(alice.id)) == nil }
        #expect(try alice.get("/balance").body.contains("\"available\":99990,"))
    }
}

extension String {
    /// How often a text comes in it.
    fileprivate func components(_ text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}

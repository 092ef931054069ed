import Postgres
import TestSupport
import Testing

@testable import Node
@testable import Settings

/// An ended token stays ended under all settings of the nodes.
@Suite(.patient)
struct EndedTokenTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
    }

    private func restarted<Result>(
        _ tokenSeconds: Int,
        _ body: (RunningNode) throws -> Result
    ) throws -> Result {
        let node = try RunningNode(on: database) { $0.tokenSeconds = tokenSeconds }
        defer { node.node.stop() }
        return try body(node)
    }

    @Test
    func `a signed-out session stays ended after a restart with a shorter or a longer lifetime`()
        throws
    {
        let (ended, open) = try restarted(86_400) { node in
            let user = try node.user()
            let ended = try #require(try Tokens(node.signIn(user.name)))
            let open = try #require(try Tokens(node.signIn(user.name)))
            let answer = try node.client().send("POST", "/logout", token: ended.access)
            #expect(answer.body == "true")
            return (ended, open)
        }
        // Moves the end hours back, longer than the next node's lifetime of tokens.
        try database.connect().script(
            "UPDATE read.sessions SET ended_at = ended_at - interval '20 hours' WHERE ended_at IS NOT NULL"
        )
        for seconds in [3_600, 86_400] {
            try restarted(seconds) { (node: RunningNode) throws -> Void in
                #expect(try node.status(of: ended.access) == 401)
                #expect(try FeedStream(node, cookie: ended.access).answer.status == 401)
                #expect(try node.status(of: open.access) == 200)
            }
        }
    }

    @Test func `a changed password keeps its effect after a restart with a shorter lifetime`()
        throws
    {
        let (before, kept) = try restarted(86_400) { node in
            let user = try node.user()
            let kept = try #require(try Tokens(node.signIn(user.name)))
            let answer = try node.client().send(
                "POST",
                "/change-password",
                token: kept.access,
                body: #"{"old_password":"password-1","new_password":"password-2"}"#
            )
            #expect(answer.body == "true")
            return (user.token, kept)
        }
        try database.connect().script(
            """
            UPDATE read.users SET sessions_ended_at = sessions_ended_at - interval '20 hours'
            WHERE sessions_ended_at IS NOT NULL
            """
        )
        try restarted(3_600) { (node: RunningNode) throws -> Void in
            #expect(try node.status(of: before) == 401)
            #expect(try node.status(of: kept.access) == 200)
        }
    }

    @Test func `a token older than the present lifetime is refused in every way it can be sent`()
        throws
    {
        let tokens = try restarted(86_400) { node in
            let user = try node.user()
            return try #require(try Tokens(node.signIn(user.name)))
        }
        let node = try RunningNode(on: database) { $0.tokenSeconds = 1 }
        try wait(until: "the token has expired") { try node.status(of: tokens.access) == 401 }
        #expect(try FeedStream(node, token: tokens.access).answer.status == 401)
        #expect(try FeedStream(node, cookie: tokens.access).answer.status == 401)
        #expect(try Tokens(node.refresh(tokens.refresh)) != nil)
    }

    @Test func `an open feed ends after the present lifetime of tokens`() throws {
        let token = try restarted(86_400) { try $0.user().token }
        let node = try RunningNode(on: database) { $0.tokenSeconds = 5 }
        let stream = try FeedStream(node, token: token)
        // Under load the token may be too old already.
        guard stream.answer.status == 200 else { return #expect(stream.answer.status == 401) }
        #expect(try stream.next().data == #"{"reason":"expired"}"#)
    }
}

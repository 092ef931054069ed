import Foundation
import HTTP
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Node
@testable import Operations
@testable import Settings
@testable import Text

/// Who may register, over TCP.
@Suite("12.8: registration by invitation, or closed", .patient)
struct RegistrationModeTests {
    private func register(
        _ node: RunningNode,
        _ name: String,
        _ code: String?,
        key: String? = nil
    ) throws -> HTTPClient.Answer {
        let invitation = code.map { ",\"invitation\":\"\($0)\"" } ?? ""
        return try node.client().send(
            "POST",
            "/register",
            headers: key.map { ["Idempotency-Key": $0] } ?? [:],
            body: """
                {"username":"\(name)","email":"\(name)@example.org","password":"password-1"\(invitation)}
                """
        )
    }

    /// A node of a mode, with an administrator from before.
    private func node(_ mode: RegistrationMode) throws -> (RunningNode, SignedIn) {
        let database = try TestDatabase()
        let name = try {
            let first = try RunningNode(on: database)
            let administrator = try first.administrator()
            first.node.stop()
            return administrator
        }()
        let node = try RunningNode(on: database) { $0.registrationWord = mode.rawValue }
        let tokens = try #require(try Tokens(node.signIn(name.name)))
        let signedIn = SignedIn(
            id: name.id,
            name: name.name,
            token: tokens.access,
            client: try node.client(),
            registeredAt: name.registeredAt
        )
        return (node, signedIn)
    }

    @Test func `where registration is closed nobody registers`() throws {
        let (node, _) = try node(.closed)
        let answer = try register(node, "carl", nil)
        #expect(answer.status == 409)
        #expect(answer.body == "false")
        #expect(answer.headers["tally-reason"] == "registration-closed")
    }

    @Test func `an invitation lets one person register, and is listed and withdrawn`() throws {
        let (node, administrator) = try node(.invite)
        let without = try register(node, "carl", nil)
        #expect(without.headers["tally-reason"] == "invitation-required")
        func invite() throws -> String {
            try #require(
                try administrator.send("POST", "/admin/invitations", #"{"days":2}"#).text("code")
            )
        }
        let code = try invite()
        #expect(try register(node, "carl", code, key: "k").body == "true")
        // The lost answer is given again, and somebody else is refused.
        #expect(try register(node, "carl", code, key: "k").body == "true")
        let spent = try register(node, "dora", code)
        #expect(spent.headers["tally-reason"] == "code-invalid")
        let issued = try administrator.send("POST", "/admin/invitations")
        let second = try issued.text("code")
        guard case .integer(let id)? = try JSONObject(issued.bytes)["id"] else {
            Issue.record("12.10: no id to withdraw it by: \(issued.body)")
            return
        }
        #expect(try administrator.send("DELETE", "/admin/invitations/\(id)").body == "true")
        let again = try administrator.send("DELETE", "/admin/invitations/\(id)")
        #expect(again.headers["tally-reason"] == "invitation-over")
        let withdrawn = try register(node, "dora", second)
        #expect(withdrawn.headers["tally-reason"] == "code-invalid")
        let list = try administrator.get("/admin/invitations").body
        #expect(list.contains("\"state\":\"withdrawn\""))
        #expect(list.contains("\"state\":\"redeemed\""))
        #expect(list.contains("\"username\":\"carl\""))
    }

    @Test func `of two who redeem one invitation at once exactly one registers`() throws {
        let (node, administrator) = try node(.invite)
        let code = try #require(
            try administrator.send("POST", "/admin/invitations").text("code")
        )
        let answers = try atOnce(2) { try register(node, "twin-\($0)", code) }
        #expect(answers.map(\.status).sorted() == [200, 409])
    }

    @Test func `an unknown word of the setting is refused at the start`() throws {
        #expect(throws: (any Error).self) {
            try Configuration(environment: ["TALLY_REGISTRATION": "maybe"])
        }
        let closed = try Configuration(environment: ["TALLY_REGISTRATION": "closed"])
        #expect(closed.registration == .closed)
        #expect(Configuration().registration == .open)
    }
}

/// Names, addresses and keys of strangers, over TCP.
@Suite("12.10: names that look like others, and keys of strangers", .patient)
struct StrangerTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    private func register(
        _ fields: [String: String],
        key: String? = nil
    ) throws
        -> HTTPClient.Answer
    {
        let members = fields.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
        return try node.client().send(
            "POST",
            "/register",
            headers: key.map { ["Idempotency-Key": $0] } ?? [:],
            body: "{\(members)}"
        )
    }

    @Test(arguments: [
        "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{202E}", "\u{2066}", "\u{00AD}", "\u{00A0}",
        "\u{0085}", "\u{2028}", "\u{3164}", "\u{FE0F}", "\u{E0061}",
    ])
    func `an address with an invisible character is refused`(letter: String) throws {
        let name = node.uniqueName()
        for address in ["\(name)\(letter)@example.org", "\(name)@exam\(letter)ple.org"] {
            let answer = try register([
                "username": name, "email": address, "password": "password-1",
            ])
            #expect(answer.status == 422, "\(answer.body)")
            #expect(answer.body.contains("email"))
        }
    }

    @Test func `an address in another script is taken`() throws {
        let name = node.uniqueName()
        let answer = try register([
            "username": name, "email": "почта-\(name)@пример.рф", "password": "password-1",
        ])
        #expect(answer.body == "true")
    }

    @Test(arguments: ["\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}"])
    func `names and memos do not turn the direction of the text`(letter: String) throws {
        let name = node.uniqueName()
        let named = try register([
            "username": name, "email": "\(name)@example.org", "password": "password-1",
            "name": "Al\(letter)ice",
        ])
        #expect(named.status == 422)
        let (user, other) = (try node.user(), try node.user())
        let body = """
            {"receiver_username":"\(other.name)","amount":1,"memo":"for \(letter)001"}
            """
        #expect(try user.send("POST", "/transfer", body).status == 422)
    }

    @Test func `the key of a registration belongs to the name that is asked for`() throws {
        let (first, second, key) = (node.uniqueName(), node.uniqueName(), node.uniqueName())
        func register(
            _ name: String,
            _ password: String = "password-1"
        ) throws
            -> HTTPClient.Answer
        {
            try self.register(
                ["username": name, "email": "\(name)@example.org", "password": password],
                key: key
            )
        }
        let done = try register(first)
        #expect(done.body == "true")
        #expect(try register(second).body == "true")
        let again = try register(first)
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(again.headers["location"] == done.headers["location"])
        #expect(try register(first, "password-2").status == 422)
    }
}

/// Requests that a page of another site has its visitor's browser send.
@Suite("12.11: pages of other sites", .patient)
struct ForeignSiteTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    @Test(arguments: [
        (["Sec-Fetch-Site": "cross-site"], true), (["Sec-Fetch-Site": "same-site"], true),
        (["Origin": "https://evil.example"], true), (["Origin": "null"], true),
        (["Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"], true),
        (["Sec-Fetch-Site": "same-origin", "Origin": "https://tally.example"], false),
        (["Sec-Fetch-Site": "none"], false), (["Origin": "http://localhost:8080"], false),
        (["Origin": "https://LOCALHOST"], false), ([:], false),
    ])
    func `a page of another site signs nobody in or out`(
        headers: [String: String],
        isForeign: Bool
    ) throws {
        let user = try node.user()
        let body = "{\"username\":\"\(user.name)\",\"password\":\"password-1\"}"
        for (method, path) in [("POST", "/token"), ("POST", "/login"), ("GET", "/login")] {
            let answer = try node.client().send(method, path, headers: headers, body: body)
            #expect(answer.status == (isForeign ? 403 : 200), "\(answer.body)")
            #expect((answer.headers["set-cookie"] == nil) == isForeign)
        }
        let tokens = try #require(try Tokens(node.signIn(user.name)))
        let refresh = try node.client().send(
            "POST",
            "/refresh",
            token: tokens.refresh,
            headers: headers
        )
        #expect(refresh.status == (isForeign ? 403 : 200))
        let logout = try node.client().send(
            "POST",
            "/logout",
            token: tokens.access,
            headers: headers
        )
        #expect(logout.status == (isForeign ? 403 : 200))
    }

    @Test func `a page of another site does not follow the feed with the visitor's cookie`() throws
    {
        let user = try node.user()
        let answer = try node.client().send(
            "GET",
            "/feed",
            headers: ["Cookie": "tally_feed=\(user.token)", "Sec-Fetch-Site": "cross-site"]
        )
        #expect(answer.status == 403)
    }

    @Test(arguments: ["/", "/app", "/admin", "/docs"])
    func `pages allow no camera, microphone or position`(path: String) throws {
        let policy = try node.client().send("GET", path).headers["permissions-policy"]
        for feature in ["camera=()", "microphone=()", "geolocation=()"] {
            #expect(policy?.contains(feature) == true)
        }
    }
}

/// Requests that look harmless.
@Suite("12.9: HEAD changes nothing", .patient)
struct HeadTests {
    @Test(arguments: ["/refresh", "/logout", "/login"])
    func `HEAD of what changes something is refused and does nothing`(path: String) throws {
        let node = try RunningNode.shared.get()
        let user = try node.user()
        let tokens = try #require(try Tokens(node.signIn(user.name)))
        let token = path == "/refresh" ? tokens.refresh : tokens.access
        let client = try node.client()
        let head =
            "HEAD \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n\r\n"
        try client.write(Array(head.utf8))
        let answer = try client.readAnswer(withoutBody: true)
        #expect(answer.status == 405)
        #expect(answer.headers["allow"]?.contains("HEAD") == false)
        #expect(try node.status(of: tokens.access) == 200)
        let stored = try node.database.connect().execute(
            "SELECT count(*) FROM log.events WHERE type = 'session.refreshed' AND actor = \(user.id)"
        ).only()
        #expect(try stored.int64(0) == 0)
    }

    @Test func `every GET that HEAD may stand for changes nothing`() {
        for route in Route.all where route.method == .get && !route.work.isSafe {
            let path = Array(route.path.description.utf8)
            let match = path.withUnsafeBytes { RouteTable().match(.head, $0) }
            guard case .methodNotAllowed = match else {
                Issue.record("HEAD \(route.path) is answered")
                continue
            }
        }
    }
}

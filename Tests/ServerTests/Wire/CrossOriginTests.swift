import HTTP
import TestSupport
import Testing

@testable import API
@testable import Operations
@testable import Runtime
@testable import Settings

/// Number 12: pages of other sites.
@Suite(.patient) struct CrossOriginTests {
    private static let site = "https://shop.example.org"
    private static let open = Result {
        try RunningNode { $0.corsOriginText = "\(site), http://localhost:3000" }
    }

    private let node: RunningNode

    init() throws {
        node = try Self.open.get()
    }

    private func preflight(
        _ node: RunningNode,
        _ path: String,
        from origin: String = site
    ) throws -> HTTPClient.Answer {
        let headers = [
            "Origin": origin, "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, idempotency-key",
        ]
        return try node.client().send("OPTIONS", path, headers: headers)
    }

    @Test func `a preflight is answered from the routes`() throws {
        let answer = try preflight(node, "/slots/7")
        #expect(answer.status == 204)
        #expect(answer.headers["access-control-allow-origin"] == Self.site)
        #expect(answer.headers["access-control-allow-methods"] == "PATCH, GET, HEAD")
        let allowed = try #require(answer.headers["access-control-allow-headers"])
        for name in ["Authorization", "Content-Type", "Idempotency-Key", "Tally-Own-Writes"] {
            #expect(allowed.contains(name))
        }
        #expect(answer.headers["access-control-allow-credentials"] == nil)
        #expect(answer.headers["vary"] == "Origin")
        #expect(try preflight(node, "/nothing").status == 404)
    }

    @Test func `every answer to an allowed origin says so, and what may be read of it`() throws {
        let user = try node.user()
        let headers = ["Origin": Self.site]
        let fresh = try user.get("/balance", headers: headers)
        let etag = try #require(fresh.headers["etag"])
        let same = try user.get(
            "/balance",
            headers: ["Origin": Self.site, "If-None-Match": etag]
        )
        #expect(same.status == 304)
        let client = try node.client()
        let answers = [
            fresh, same, try user.get("/transactions?limit=0", headers: headers),
            try client.send("GET", "/nothing", headers: headers),
            try client.send("GET", "/balance", headers: headers),
            try client.send("DELETE", "/balance", headers: headers),
            try client.send("POST", "/token", headers: headers, body: "{}"),
            try user.client.send(
                "POST",
                "/transfer",
                token: user.token,
                headers: headers,
                body: #"{"receiver_username":"nobody-\#(user.name)","amount":1}"#
            ),
            try client.send("GET", "/app", headers: headers),
            try client.send("GET", "/openapi.json", headers: headers),
            try client.send("HEAD", "/feed", headers: headers),
        ]
        for answer in answers {
            #expect(answer.headers["access-control-allow-origin"] == Self.site)
            #expect(answer.headers["vary"]?.contains("Origin") == true)
            let exposed = answer.headers["access-control-expose-headers"] ?? ""
            for name in [
                "Tally-Position", "Tally-Reason", "Location", "Link", "ETag", "Retry-After",
            ] {
                #expect(exposed.contains(name))
            }
        }
    }

    @Test func `a page can read why a request was refused before it reached a route`() throws {
        let headers = ["Origin": Self.site]
        let long = String(repeating: "x", count: 70_000)
        let longHead = try node.client()
        let fields = "Host: localhost\r\nOrigin: \(Self.site)\r\nX-Long: \(long.prefix(8_300))"
        try longHead.write(Array("GET /health HTTP/1.1\r\n\(fields)\r\n\r\n".utf8))
        let answers = [
            try node.client().send("POST", "/token", headers: headers, body: long),
            try node.client().send(
                "GET",
                "/health?" + String(repeating: "x", count: 4_000),
                headers: headers
            ),
            try longHead.readAnswer(),
        ]
        #expect(answers.map(\.status) == [413, 414, 431])
        for answer in answers {
            #expect(answer.headers["access-control-allow-origin"] == Self.site)
            #expect(
                answer.headers["access-control-expose-headers"]?.contains("Retry-After") == true
            )
            #expect(answer.headers["vary"] == "Origin")
        }
    }

    @Test func `an allowed site may sign its visitors in, another one may not`() throws {
        let user = try node.user()
        let body = #"{"username":"\#(user.name)","password":"password-1"}"#
        for (origin, status) in [(Self.site, 200), ("https://evil.example.org", 403)] {
            let headers = ["Origin": origin, "Sec-Fetch-Site": "cross-site"]
            let answer = try node.client().send("POST", "/token", headers: headers, body: body)
            #expect(answer.status == status)
        }
    }

    @Test(arguments: [nil, "https://evil.example.org", "null", "https://shop.example.org.evil.org"])
    func `another origin is allowed nothing, but caches know that answers differ`(
        _ origin: String?
    ) throws {
        let headers = origin.map { ["Origin": $0] } ?? [:]
        for path in ["/health", "/nothing", "/balance"] {
            let answer = try node.client().send("GET", path, headers: headers)
            #expect(answer.headers["access-control-allow-origin"] == nil)
            #expect(answer.headers["vary"]?.contains("Origin") == true)
        }
        if let origin {
            let answer = try preflight(node, "/transfer", from: origin)
            #expect(answer.status == 405)
            #expect(answer.headers["access-control-allow-methods"] == nil)
        }
    }

    @Test func `by default no origin is allowed, and answers do not depend on it`() throws {
        let node = try RunningNode.shared.get()
        #expect(Configuration().corsOrigins.isEmpty)
        #expect(try preflight(node, "/transfer").status == 405)
        let answer = try node.client().send("GET", "/health", headers: ["Origin": Self.site])
        #expect(answer.headers["access-control-allow-origin"] == nil)
        #expect(answer.headers["vary"] == nil)
    }

    @Test(arguments: [
        "*", "https://a.example.org, *", "shop.example.org", "https://shop.example.org/",
        "https://Shop.example.org", "https://shop.example.org:443", "null", "ftp://a.example.org",
        "https://user@a.example.org", ",",
    ])
    func `what is no origin is refused at the start`(_ text: String) {
        let complaint = #expect(throws: Complaint.self) {
            try Configuration(environment: ["TALLY_CORS_ORIGINS": text])
        }
        #expect(complaint?.message.hasPrefix("TALLY_CORS_ORIGINS must") == true)
    }

    @Test func `origins are a list`() throws {
        let text = "https://a.example.org,http://localhost:3000 , https://[::1]:8443"
        let configuration = try Configuration(environment: ["TALLY_CORS_ORIGINS": text])
        #expect(
            configuration.corsOrigins
                == ["https://a.example.org", "http://localhost:3000", "https://[::1]:8443"]
        )
    }
}

import Foundation
import HTTP
import TestSupport
import Testing

@testable import API
@testable import Operations

@Suite(.patient)
struct EdgeTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    /// A path of the route.
    private static func path(_ route: Route) -> String {
        route.path.description.replacing("{id}", with: "1").replacing("{currency}", with: "EUR")
            .replacing("{name}", with: JobName.receipts.rawValue)
            .replacing("{hash}", with: "0123456789abcdef").replacing("{file}", with: "app.js")
    }

    @Test(arguments: Route.all)
    func `a wrong method is 405 and names the right ones`(route: Route) throws {
        let path = Self.path(route)
        let answer = try node.client().send("OPTIONS", path)
        #expect(answer.status == 405)
        #expect(answer.headers["allow"]?.contains(route.method.name.description) == true)
        #expect(answer.headers["content-type"] == "application/problem+json")
    }

    @Test(arguments: Route.all.filter { $0.access != .everybody })
    func `without a valid token a user's data gets 401`(route: Route) throws {
        let path = Self.path(route)
        for header in ["", "Bearer", "Bearer x", "Bearer a.b.c", "Basic YTpi"] {
            let answer = try node.client().send(
                route.method.name.description,
                path,
                headers: header.isEmpty ? [:] : ["Authorization": header]
            )
            #expect(answer.status == 401)
            #expect(answer.headers["www-authenticate"] == "Bearer")
        }
    }

    @Test(
        arguments: [
            ("POST", "/transfer", "{", 400), ("POST", "/transfer", "[]", 400),
            ("POST", "/transfer", "null", 400), ("POST", "/transfer", "{}{}", 400),
            ("POST", "/transfer", #"{"amount":1,"amount":2}"#, 400),
            ("POST", "/transfer", "{\"memo\":\"\u{1}\"}", 400),
            ("POST", "/transfer", "{}", 422), ("POST", "/transfer", "", 422),
            ("POST", "/transfer", #"{"receiver_username":"bob"}"#, 422),
            ("POST", "/transfer", #"{"receiver_username":"bob","amount":1.5}"#, 422),
            ("POST", "/transfer", #"{"receiver_username":"bob","amount":1.0}"#, 422),
            ("POST", "/transfer", #"{"receiver_username":"bob","amount":-1}"#, 422),
            ("POST", "/transfer", #"{"receiver_username":"bob","amount":0}"#, 422),
            ("POST", "/transfer", #"{"receiver_username":"bob","amount":"1.234"}"#, 422),
            (
                "POST", "/transfer", #"{"receiver_username":"bob","amount":9223372036854775808}"#,
                422
            ),
            ("POST", "/transfer", #"{"receiver_username":"bob","amount":true}"#, 422),
            ("POST", "/transfer", #"{"receiver_username":7,"amount":1}"#, 422),
            ("POST", "/transfer", #"{"receiver_id":"7","amount":1}"#, 422),
            ("POST", "/transfer", #"{"receiver_id":0,"amount":1}"#, 422),
            ("POST", "/transfer", #"{"receiver_id":7,"receiver_username":"bob","amount":1}"#, 422),
            ("POST", "/transfer", #"{"receiver_id":7,"amount":1,"currency":"rub"}"#, 422),
            ("POST", "/transfer", #"{"receiver_id":7,"amount":1,"currency":"XXX"}"#, 422),
            ("POST", "/transfer", #"{"receiver_id":7,"amount":1,"note":"x"}"#, 422),
            ("POST", "/transfer", #"{"receiver_id":7,"amount":1,"memo":"a\u0000"}"#, 422),
            ("POST", "/orders", "{}", 422), ("POST", "/orders", #"{"items":[]}"#, 422),
            ("POST", "/orders", #"{"items":[1]}"#, 422), ("POST", "/orders", #"{"items":{}}"#, 422),
            ("POST", "/orders", #"{"items":[{"product_id":1,"quantity":0}]}"#, 422),
            ("POST", "/orders", #"{"items":[{"product_id":1,"quantity":1,"x":1}]}"#, 422),
            ("POST", "/orders", #"{"items":[{"product_id":1,"quantity":1}]}"#, 404),
            ("POST", "/orders/1/pay", #"{"x":1}"#, 422), ("POST", "/orders/1/pay", "{}", 404),
            ("POST", "/register", "{}", 422), ("POST", "/token", "{}", 422),
            ("POST", "/token", #"{"username":"a","email":"b","password":"c"}"#, 422),
            ("GET", "/balance?skip=1", "", 422), ("GET", "/balance?currency=rub", "", 422),
            ("GET", "/balance?min_position=-1", "", 422),
            ("GET", "/balance?min_position=x", "", 422),
            ("GET", "/balance?min_position=%zz", "", 400),
            ("GET", "/transactions?limit=0", "", 422), ("GET", "/transactions?limit=1001", "", 422),
            ("GET", "/transactions?skip=-1", "", 422), ("GET", "/transactions?status=", "", 422),
            ("GET", "/slots/availability?available=1", "", 422),
            ("GET", "/nothing", "", 404), ("GET", "/slots/abc", "", 404),
        ])
    func `wrong input is refused with a text that says what to correct`(
        method: String,
        path: String,
        body: String,
        status: Int
    ) throws {
        let user = try node.user()
        let answer = try user.send(method, path, body.isEmpty ? nil : body)
        #expect(answer.status == status)
        #expect(answer.headers["content-type"] == "application/problem+json")
        #expect(answer.body.contains("\"status\":\(status)"))
        #expect(answer.body.contains("\"errors\":[") == (status == 422))
    }

    @Test func `a body of another type than JSON is 415`() throws {
        let user = try node.user()
        for type in ["text/plain", "application/jsonx", "application/x-www-form-urlencoded"] {
            let answer = try user.client.send(
                "POST",
                "/transfer",
                token: user.token,
                headers: ["Content-Type": type],
                body: "{}"
            )
            #expect(answer.status == 415)
        }
        let fine = try user.client.send(
            "POST",
            "/transfer",
            token: user.token,
            headers: ["Content-Type": "Application/JSON; charset=utf-8"],
            body: "{}"
        )
        #expect(fine.status == 422)
    }

    @Test(arguments: ["", " ", "a b", "é", String(repeating: "k", count: 256)])
    func `a wrong key is refused`(key: String) throws {
        let user = try node.user()
        #expect(try user.send("POST", "/slots/1/hold", key: key).status == 400)
    }

    @Test func `wrong user and wrong password are the same 401`() throws {
        let user = try node.user()
        let client = try node.client()
        let wrong = try client.send(
            "POST",
            "/token",
            body: "{\"username\":\"\(user.name)\",\"password\":\"nonsense\"}"
        )
        let unknown = try client.send(
            "POST",
            "/token",
            body: #"{"username":"no-such-user","password":"nonsense"}"#
        )
        #expect(wrong.status == 401)
        #expect(unknown.status == 401)
        #expect(wrong.body == unknown.body)
    }

    @Test(arguments: ["Ünal", "u\u{308}ber", "straße", "ΑΒΓ"])
    func `an address beyond ASCII signs in, in any letter case`(name: String) throws {
        let client = try node.client()
        let address = "\(name)-\(node.uniqueName())@example.org"
        let body = #"{"username":"\#(node.uniqueName())","email":"\#(address)","#
        let registered = try client.send(
            "POST",
            "/register",
            body: body + #""password":"password-1"}"#
        )
        #expect(registered.body == "true")
        let composed = address.precomposedStringWithCanonicalMapping
        for written in [address, address.lowercased(), composed] {
            let answer = try client.send(
                "POST",
                "/login",
                body: #"{"email":"\#(written)","password":"password-1"}"#
            )
            #expect(answer.status == 200, "\(written)")
        }
    }

    @Test func `signing in works by form, by JSON, by address and by GET`() throws {
        let user = try node.user()
        let client = try node.client()
        let form = try client.send(
            "POST",
            "/token",
            headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: "grant_type=password&username=\(user.name.uppercased())&password=password%2D1"
        )
        let address = "{\"email\":\"\(user.name)@example.org\",\"password\":\"password-1\"}"
        for answer in [
            form, try client.send("POST", "/login", body: address),
            try client.send("GET", "/login", body: address),
        ] {
            #expect(answer.status == 200)
            #expect(answer.body.contains("\"token_type\":\"bearer\",\"expires_in\":3600"))
            #expect(answer.headers["cache-control"] == "no-store")
        }
    }

    @Test func `an unchanged answer is 304, a changed one is not`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let first = try alice.get("/balance?min_position=\(alice.registeredAt)")
        let etag = try #require(first.headers["etag"])
        #expect(first.headers["age"] != nil)
        let same = try alice.get("/balance", headers: ["If-None-Match": etag])
        #expect(same.status == 304)
        #expect(same.body.isEmpty)
        #expect(same.headers["etag"] == etag)
        let answer = try alice.transfer(1, to: bob)
        let changed = try alice.get(
            "/balance?min_position=\(answer.position ?? 0)",
            headers: ["If-None-Match": etag]
        )
        #expect(changed.status == 200)
    }

    @Test func `a position that is not reached is 503 after the wait`() throws {
        let user = try RunningNode.impatient.get().user()
        for path in ["/balance", "/transactions", "/slots/availability", "/me", "/orders"] {
            let answer = try user.get("\(path)?min_position=9223372036854775807")
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] != nil)
        }
    }

    @Test func `HEAD is GET without its body`() throws {
        let user = try node.user()
        _ = try user.available()
        let answer = try user.client.send("HEAD", "/balance", token: user.token)
        #expect(answer.status == 200)
        #expect(answer.headers["content-length"] != "0")
    }

    @Test func `me is the user`() throws {
        let user = try node.user()
        let answer = try user.get("/me?min_position=\(user.registeredAt)")
        #expect(answer.body.contains("\"id\":\(user.id),\"username\":\"\(user.name)\""))
        #expect(answer.body.contains("\"roles\":[\"user\"]"))
    }
}

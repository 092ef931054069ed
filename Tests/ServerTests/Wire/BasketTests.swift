import TestSupport
import Testing

/// PUT /basket, and the order that is placed from it.
@Suite(.patient)
struct BasketTests {
    private let node: RunningNode
    private let bread: Int64
    private let cake: Int64

    init() throws {
        node = try RunningNode.shared.get()
        let administrator = try node.administrator()
        let shop = try #require(
            try administrator.send("POST", "/shops", #"{"name":"Bakery"}"#).createdID
        )
        func product(_ name: String) throws -> Int64 {
            let body = "{\"name\":\"\(name)\",\"price\":50,\"quantity\":10}"
            let path = "/shops/\(shop)/products"
            return try #require(try administrator.send("POST", path, body).createdID)
        }
        bread = try product("Bread")
        cake = try product("Cake")
    }

    private func set(_ user: SignedIn, _ lines: (Int64, Int)...) throws -> HTTPClient.Answer {
        let products = lines.map { "{\"id\":\($0),\"quantity\":\($1)}" }.joined(separator: ",")
        return try user.send("PUT", "/basket", "{\"products\":[\(products)]}")
    }

    private func order(_ user: SignedIn, key: String? = nil) throws -> HTTPClient.Answer {
        try user.send("POST", "/orders", #"{"from_basket":true}"#, key: key)
    }

    @Test func `a basket is set, changed and ordered`() throws {
        let user = try node.user()
        #expect(try set(user, (bread, 3), (cake, 1)).body == "true")
        #expect(try set(user, (bread, 2)).body == "true")
        #expect(try set(user, (bread, 2)).body == "true")
        #expect(try set(user, (cake, 0)).body == "true")
        let placed = try order(user)
        #expect(placed.body == "true")
        let id = try #require(placed.createdID)
        #expect(placed.headers["location"] == "/orders/\(id)")
        let details = try user.get("/orders/\(id)?min_position=\(placed.position ?? 0)")
        #expect(details.body.contains("\"total\":100"))
        #expect(details.body.contains("\"status\":\"placed\""))
        #expect(!details.body.contains("Cake"))
    }

    @Test func `an empty basket is not ordered`() throws {
        let user = try node.user()
        #expect(try order(user).headers["tally-reason"] == "empty-basket")
        _ = try set(user, (bread, 1))
        _ = try set(user, (bread, 0))
        let refused = try order(user)
        #expect(refused.status == 409)
        #expect(refused.body == "false")
        #expect(refused.headers["tally-reason"] == "empty-basket")
    }

    @Test func `a refused order leaves the basket unchanged`() throws {
        let user = try node.user()
        _ = try set(user, (bread, 11))
        #expect(try order(user).headers["tally-reason"] == "out-of-stock")
        _ = try set(user, (bread, 1))
        #expect(try order(user).body == "true")
    }

    @Test func `a product that does not exist is not found`() throws {
        let user = try node.user()
        #expect(try set(user, (987_654_321, 1)).status == 404)
        #expect(try set(user, (bread, 1), (987_654_321, 0)).status == 404)
        #expect(try order(user).headers["tally-reason"] == "empty-basket")
    }

    @Test(
        arguments: [
            ("{}", "products"),
            (#"{"products":[]}"#, "products"),
            (#"{"products":{}}"#, "products"),
            (#"{"products":[1]}"#, "products[0]"),
            (#"{"products":[{"id":1}]}"#, "products[0].quantity"),
            (#"{"products":[{"quantity":1}]}"#, "products[0].id"),
            (#"{"products":[{"id":0,"quantity":1}]}"#, "products[0].id"),
            (#"{"products":[{"id":1.5,"quantity":1}]}"#, "products[0].id"),
            (#"{"products":[{"id":1,"quantity":1.5}]}"#, "products[0].quantity"),
            (#"{"products":[{"id":1,"quantity":"1"}]}"#, "products[0].quantity"),
            (#"{"products":[{"id":1,"quantity":-1}]}"#, "products[0].quantity"),
            (#"{"products":[{"id":1,"quantity":1000000001}]}"#, "products[0].quantity"),
            (#"{"products":[{"id":1,"quantity":1,"price":1}]}"#, "products[0].price"),
            (#"{"products":[{"id":1,"quantity":1},{"id":1,"quantity":2}]}"#, "products[1].id"),
            (#"{"products":[{"id":1,"quantity":1}],"user":2}"#, "user"),
        ]
    )
    func `a wrong basket is refused with the reason`(body: String, field: String) throws {
        let answer = try node.user().send("PUT", "/basket", body)
        #expect(answer.status == 422)
        #expect(answer.body.contains("\"\(field)\""), "\(answer.body)")
    }

    @Test func `a basket has at most a hundred products`() throws {
        let lines = (1...101).map { "{\"id\":\($0),\"quantity\":1}" }.joined(separator: ",")
        let answer = try node.user().send("PUT", "/basket", "{\"products\":[\(lines)]}")
        #expect(answer.status == 422)
        #expect(answer.body.contains("1 to 100"))
    }

    @Test func `only its user sees a basket`() throws {
        let (user, other) = (try node.user(), try node.user())
        _ = try set(user, (bread, 1))
        #expect(try order(other).headers["tally-reason"] == "empty-basket")
        #expect(try node.client().send("PUT", "/basket", body: "{}").status == 401)
        #expect(try order(user).body == "true")
    }

    @Test func `a retry of an order from the basket gets the first answer`() throws {
        let user = try node.user()
        _ = try set(user, (bread, 1))
        let first = try order(user, key: "once")
        let again = try order(user, key: "once")
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(again.headers["location"] == first.headers["location"])
        #expect(again.body == "true")
        #expect(try order(user).headers["tally-reason"] == "empty-basket")
    }

    /// O4.
    @Test func `fifty orders from one basket at once: exactly one is true`() throws {
        let user = try node.user()
        _ = try set(user, (bread, 1))
        let clients = try (0..<50).map { _ in try node.client() }
        let body = #"{"from_basket":true}"#
        for client in clients {
            let request =
                "POST /orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(user.token)\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            try client.write(Array((request + body).utf8))
        }
        let answers = try clients.map { try $0.readAnswer() }
        #expect(answers.filter { $0.body == "true" }.count == 1)
        #expect(answers.filter { $0.headers["tally-reason"] == "empty-basket" }.count == 49)
    }
}

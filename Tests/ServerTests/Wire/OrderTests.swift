import TestSupport
import Testing

@Suite(.patient)
struct OrderTests {
    private let node: RunningNode
    private let administrator: SignedIn
    private let shop: Int64
    private let product: Int64

    init() throws {
        node = try RunningNode.shared.get()
        administrator = try node.administrator()
        let made = try administrator.send(
            "POST",
            "/shops",
            #"{"name":"Bakery","description":"Bread","site":"https://x.example"}"#
        )
        shop = try #require(made.createdID)
        let added = try administrator.send(
            "POST",
            "/shops/\(shop)/products",
            #"{"name":"Rye","price":"4.50","quantity":10}"#
        )
        product = try #require(added.createdID)
    }

    private func order(_ user: SignedIn, _ quantity: Int) throws -> HTTPClient.Answer {
        try user.send(
            "POST",
            "/orders",
            "{\"items\":[{\"product_id\":\(product),\"quantity\":\(quantity)}]}"
        )
    }

    @Test func `an order is placed, paid once, cancelled and refunded`() throws {
        let user = try node.user()
        let placed = try order(user, 2)
        #expect(placed.body == "true")
        let order = try #require(placed.createdID)
        let paid = try user.send("POST", "/orders/\(order)/pay")
        #expect(paid.body == "true")
        #expect(try user.available(after: paid) == 99_100)
        #expect(
            try user.send("POST", "/orders/\(order)/pay").headers["tally-reason"]
                == "order-already-paid"
        )
        let details = try user.get("/orders/\(order)?min_position=\(paid.position ?? 0)")
        #expect(details.body.contains("\"status\":\"paid\""))
        #expect(details.body.contains("\"total\":900"))
        let cancelled = try user.send("PATCH", "/orders/\(order)/cancel")
        #expect(cancelled.body == "true")
        #expect(try user.available(after: cancelled) == 100_000)
        #expect(
            try user.send("PATCH", "/orders/\(order)/cancel").headers["tally-reason"]
                == "order-cancelled"
        )
    }

    @Test func `stock is reserved, and lines of one product are summed`() throws {
        let user = try node.user()
        let two = "{\"product_id\":\(product),\"quantity\":6}"
        let summed = try user.send("POST", "/orders", "{\"items\":[\(two),\(two)]}")
        #expect(summed.headers["tally-reason"] == "out-of-stock")
        let placed = try order(user, 8)
        #expect(placed.body == "true")
        let refused = try order(user, 3)
        #expect(refused.headers["tally-reason"] == "out-of-stock")
        #expect(refused.headers["tally-detail"] == "product=\(product); available=2")
        let catalog = try user.get("/shops/\(shop)/catalog?min_position=\(placed.position ?? 0)")
        #expect(catalog.body.contains("\"quantity\":2"))
        let shrunk = try administrator.send("PATCH", "/products/\(product)", "{\"add\":-3}")
        #expect(shrunk.headers["tally-reason"] == "stock-below-reserved")
        #expect(shrunk.headers["tally-detail"] == "quantity=2")
    }

    @Test func `a change of price changes no placed order`() throws {
        let user = try node.user()
        let placed = try order(user, 1)
        let changed = try administrator.send("PATCH", "/products/\(product)", "{\"price\":999}")
        #expect(changed.body == "true")
        let id = try #require(placed.createdID)
        let paid = try user.send("POST", "/orders/\(id)/pay")
        #expect(try user.available(after: paid) == 99_550)
    }

    @Test func `only its owner sees an order`() throws {
        let (user, other) = (try node.user(), try node.user())
        let placed = try order(user, 1)
        let id = try #require(placed.createdID)
        #expect(try other.send("POST", "/orders/\(id)/pay").status == 403)
        #expect(try other.send("PATCH", "/orders/\(id)/cancel").status == 403)
        let position = placed.position ?? 0
        #expect(try other.get("/orders/\(id)?min_position=\(position)").status == 404)
        #expect(try other.get("/orders?min_position=\(position)").body == "[]")
        #expect(try user.get("/orders?min_position=\(position)").body.contains("\"id\":\(id)"))
    }

    @Test func `shops are listed, and only administrators make them`() throws {
        let user = try node.user()
        #expect(try user.send("POST", "/shops", #"{"name":"Mine"}"#).status == 403)
        let path = "/shops/\(shop)/products"
        #expect(
            try user.send("POST", path, #"{"name":"A","price":1,"quantity":1}"#).status == 403
        )
        #expect(
            try user.get("/shops?limit=1000&min_position=\(shop)").body.contains(
                "\"name\":\"Bakery\""
            )
        )
        #expect(
            try administrator.send(
                "POST",
                "/shops/987654321/products",
                #"{"name":"A","price":1,"quantity":1}"#
            ).status == 404
        )
    }
}

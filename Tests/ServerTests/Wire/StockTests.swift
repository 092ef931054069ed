import TestSupport
import Testing

/// 19: how a product's quantity is changed, and who sees the stock.
@Suite(.patient)
struct StockTests {
    private let node: RunningNode
    private let administrator: SignedIn
    private let shop: Int64
    private let product: Int64

    init() throws {
        node = try RunningNode.shared.get()
        administrator = try node.administrator()
        shop = try #require(
            try administrator.send("POST", "/shops", #"{"name":"Boats"}"#).createdID
        )
        product = try #require(
            try administrator.send(
                "POST",
                "/shops/\(shop)/products",
                #"{"name":"Oar","price":100,"quantity":10}"#
            ).createdID
        )
    }

    private func change(_ body: String) throws -> HTTPClient.Answer {
        try administrator.send("PATCH", "/products/\(product)", body)
    }

    private func catalog(_ user: SignedIn, after answer: HTTPClient.Answer) throws -> String {
        try user.get("/shops/\(shop)/catalog?min_position=\(answer.position ?? 0)").body
    }

    @Test func `19: writing back the quantity that one reads loses no stock`() throws {
        let user = try node.user()
        let items = #"{"items":[{"product_id":\#(product),"quantity":4}]}"#
        let placed = try user.send("POST", "/orders", items)
        #expect(try catalog(user, after: placed).contains(#""quantity":6,"stock":null"#))
        let same = try change(#"{"quantity":6,"expected_quantity":6}"#)
        #expect(same.body == "true")
        let stock = #""quantity":6,"stock":{"on_hand":10,"reserved":4,"sold":0}"#
        #expect(try catalog(administrator, after: same).contains(stock))
        let order = try #require(placed.createdID)
        let paid = try user.send("POST", "/orders/\(order)/pay")
        let sold = #""quantity":6,"stock":{"on_hand":6,"reserved":0,"sold":4}"#
        #expect(try catalog(administrator, after: paid).contains(sold))
        #expect(try catalog(user, after: paid).contains(#""quantity":6,"stock":null"#))
    }

    @Test func `19: a count that others have overtaken is refused with the present quantity`()
        throws
    {
        let user = try node.user()
        let items = #"{"items":[{"product_id":\#(product),"quantity":3}]}"#
        #expect(try user.send("POST", "/orders", items).body == "true")
        let counted = try change(#"{"quantity":12,"expected_quantity":10}"#)
        #expect(counted.status == 409)
        #expect(counted.reason == "quantity-changed")
        #expect(counted.headers["tally-detail"] == "quantity=7")
        #expect(try change(#"{"add":2}"#).body == "true")
        let added = try change(#"{"add":-1}"#)
        #expect(try catalog(user, after: added).contains(#""quantity":8"#))
        let below = try change(#"{"add":-9}"#)
        #expect(below.reason == "stock-below-reserved")
        #expect(below.headers["tally-detail"] == "quantity=8")
    }

    @Test func `19: an alternative that is null counts as absent`() throws {
        #expect(try change(#"{"add":-1,"quantity":null}"#).body == "true")
        let set = try change(#"{"add":null,"quantity":4,"expected_quantity":9}"#)
        #expect(set.body == "true")
        let added = try change(#"{"add":1,"quantity":null,"expected_quantity":null}"#)
        #expect(try catalog(administrator, after: added).contains(#""quantity":5"#))
        let missing = try change(#"{"quantity":null,"expected_quantity":3}"#)
        #expect(missing.status == 422)
        #expect(!missing.body.contains("is not a field"))
    }

    @Test(arguments: [
        (#"{"quantity":5}"#, "expected_quantity"),
        (#"{"expected_quantity":5}"#, "expected_quantity"),
        (#"{"add":1,"quantity":5,"expected_quantity":10}"#, "add"),
        (#"{"quantity":-1,"expected_quantity":10}"#, "quantity"), (#"{"add":"1"}"#, "add"),
        (#"{"add":-0}"#, "add"), ("{}", "price, quantity, add"),
    ])
    func `19: a stock is never set blindly`(body: String, field: String) throws {
        let answer = try change(body)
        #expect(answer.status == 422)
        #expect(answer.body.contains("\"field\":\"\(field)\""))
    }
}

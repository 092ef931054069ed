import TestSupport
import Testing

/// References and metadata, from the request to every answer that shows them.
@Suite(.patient)
struct AnnotationTests {
    private static let sent = #""reference":"INV-2041","metadata": { "invoice" : "2041" }"#
    private static let shown = #""reference":"INV-2041","metadata":{"invoice":"2041"}"#
    private static let nothing = #""reference":null,"metadata":null"#

    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    /// The answer's body once the read models have the command's events.
    private func text(
        _ path: String,
        of user: SignedIn,
        after answer: HTTPClient.Answer
    ) throws -> String {
        let separator = path.contains("?") ? "&" : "?"
        return try user.get("\(path)\(separator)min_position=\(answer.position ?? 0)").body
    }

    @Test func `a transfer's are shown to both sides and to administrators, and to no other`()
        throws
    {
        let (alice, bob, carol) = (try node.user(), try node.user(), try node.user())
        let administrator = try node.administrator()
        let sent = try alice.send(
            "POST",
            "/transfer",
            "{\"receiver_id\":\(bob.id),\"amount\":5,\(Self.sent)}"
        )
        #expect(sent.body == "true")
        let id = try #require(sent.createdID)
        for user in [alice, bob, administrator] {
            #expect(try text("/transfers/\(id)", of: user, after: sent).contains(Self.shown))
        }
        #expect(try carol.get("/transfers/\(id)").status == 404)
        for user in [alice, bob] {
            let found = try text("/transactions?reference=INV-2041", of: user, after: sent)
            #expect(found.contains(Self.shown) && found.contains("\"id\":\(id),"))
            #expect(try text("/statement", of: user, after: sent).contains("\"INV-2041\""))
            let csv = try text("/statement?format=csv", of: user, after: sent)
            #expect(csv.contains(",INV-2041\r\n"))
        }
        #expect(try text("/transactions?reference=INV-204", of: bob, after: sent) == "[]")
        #expect(try text("/transactions?reference=INV-2041", of: carol, after: sent) == "[]")
        let plain = try alice.transfer(1, to: bob)
        let list = try text("/transactions?limit=1", of: bob, after: plain)
        #expect(list.contains(Self.nothing))
    }

    @Test func `those of a pending transfer are there before and after it is posted`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let reserved = try alice.send(
            "POST",
            "/transfers/pending",
            "{\"receiver_id\":\(bob.id),\"amount\":5,\(Self.sent)}"
        )
        let id = try #require(reserved.createdID)
        #expect(try text("/transfers/\(id)", of: bob, after: reserved).contains(Self.shown))
        let posted = try bob.send("POST", "/transfers/\(id)/post")
        #expect(posted.body == "true")
        for user in [alice, bob] {
            let found = try text("/transactions?reference=INV-2041", of: user, after: posted)
            #expect(found.contains(Self.shown) && found.contains("\"status\":\"posted\""))
        }
    }

    @Test func `every item of a bulk has its own`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let items = (0..<3).map { index in
            "{\"receiver_id\":\(bob.id),\"amount\":1,\"reference\":\"wages-\(index)\","
                + "\"metadata\":{\"index\":\"\(index)\"}}"
        }
        let answer = try alice.bulk("all-or-nothing", items, key: "wages")
        #expect(answer.body == "true")
        for index in 0..<3 {
            let found = try text("/transactions?reference=wages-\(index)", of: bob, after: answer)
            #expect(found.contains(#""metadata":{"index":"\#(index)"}"#))
        }
        let wrong = "{\"receiver_id\":\(bob.id),\"amount\":1,\"metadata\":{\"a\":1}}"
        let refused = try alice.bulk("each", [items[0], wrong], key: "wrong")
        #expect(refused.status == 422)
        #expect(refused.body.contains("items[1].metadata must be an object of strings"))
    }

    @Test func `a hold's and an order's are shown to their user`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let slot = try administrator.send("POST", "/slots", #"{"title":"Chess","capacity":9}"#)
        let path = "/slots/\(try #require(slot.createdID))/hold"
        let held = try user.send("POST", path, "{\(Self.sent)}", key: "a")
        #expect(held.body == "true")
        let plain = try user.send("POST", path, key: "b")
        let hold = try #require(held.createdID)
        #expect(try text("/holds/\(hold)", of: user, after: plain).contains(Self.shown))
        #expect(try text("/holds/\(hold)", of: administrator, after: plain).contains(Self.shown))
        let all = try text("/holds", of: user, after: plain)
        #expect(all.contains(Self.shown) && all.contains(Self.nothing))
        let found = try text("/holds?reference=INV-2041", of: user, after: plain)
        #expect(found.contains("\"id\":\(hold),") && !found.contains(Self.nothing))

        let shop = try administrator.send(
            "POST",
            "/shops",
            #"{"name":"Bakery","description":"","site":""}"#
        )
        let product = try administrator.send(
            "POST",
            "/shops/\(try #require(shop.createdID))/products",
            #"{"name":"Rye","price":"4.50","quantity":10}"#
        )
        let ordered = try user.send(
            "POST",
            "/orders",
            "{\"items\":[{\"product_id\":\(product.createdID ?? 0),\"quantity\":1}],\(Self.sent)}"
        )
        let order = try #require(ordered.createdID)
        #expect(try text("/orders/\(order)", of: user, after: ordered).contains(Self.shown))
        #expect(try text("/orders", of: user, after: ordered).contains(Self.shown))
    }

    @Test(arguments: ["/transfer", "/transfers/pending", "/orders", "/slots/1/hold"])
    func `wrong ones are named, and nothing is done`(path: String) throws {
        let user = try node.user()
        let body = #"{"reference":"","metadata":{"a":[1]}}"#
        let answer = try user.send("POST", path, body, key: "k")
        #expect(answer.status == 422)
        #expect(answer.body.contains("reference must be 1 to 64 characters"))
        #expect(answer.body.contains("metadata must be an object of strings; it has an array"))
    }

    @Test func `pages of a search name the reference again`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let administrator = try node.administrator()
        let slot = try administrator.send("POST", "/slots", #"{"title":"Chess","capacity":9}"#)
        let path = "/slots/\(try #require(slot.createdID))/hold"
        let body = "{\"receiver_id\":\(bob.id),\"amount\":1,\"reference\":\"a&b ü\"}"
        for number in 0..<3 {
            #expect(try alice.send("POST", "/transfer", body).body == "true")
            let held = try alice.send("POST", path, #"{"reference":"a&b ü"}"#, key: "\(number)")
            #expect(held.body == "true")
        }
        for list in ["/transactions", "/holds"] {
            var (next, ids): (String?, [Substring]) = (
                "\(list)?reference=a%26b%20%C3%BC&limit=2", []
            )
            while let address = next {
                let page = try alice.get(address)
                ids += page.body.matches(of: /"id":(\d+)/).map(\.output.1)
                let link = page.headers["link"]
                next = link.flatMap { $0.firstMatch(of: /<([^>]+)>/) }.map { String($0.output.1) }
            }
            #expect(Set(ids).count == 3 && ids.count == 3, "\(list): \(ids)")
        }
    }

    @Test(arguments: ["/transactions", "/holds"])
    func `a search for what no reference can be is refused`(path: String) throws {
        let user = try node.user()
        let answer = try user.get("\(path)?reference=")
        #expect(answer.status == 422)
        #expect(answer.body.contains("reference must be 1 to 64 characters"))
    }
}

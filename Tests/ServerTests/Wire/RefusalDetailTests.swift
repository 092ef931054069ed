import TestSupport
import Testing

/// 20 to 23: what refusals, lists and files say, over HTTP.
@Suite(.patient)
struct RefusalDetailTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    @Test func `22: a stored refusal is repeated with its detail`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let id = try #require(try alice.reserve(500, to: bob).createdID)
        let path = "/transfers/\(id)/post"
        for isReplay in [false, true] {
            let answer = try bob.send("POST", path, #"{"amount":501}"#, key: "k")
            #expect(answer.reason == "amount-above-pending")
            #expect(answer.headers["tally-detail"] == "pending=500")
            #expect((answer.headers["idempotency-replayed"] == "true") == isReplay)
        }
        let other = try bob.send("POST", path, #"{"amount":1,"currency":"USD"}"#)
        #expect(other.reason == "wrong-currency")
        #expect(other.headers["tally-detail"] == "currency=RUB")
    }

    @Test func `22: a refusal names what is wrong`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let shop = try #require(
            try administrator.send("POST", "/shops", #"{"name":"Boats"}"#).createdID
        )
        let product = try #require(
            try administrator.send(
                "POST",
                "/shops/\(shop)/products",
                #"{"name":"Oar","price":1,"quantity":3}"#
            ).createdID
        )
        let counted = try administrator.send(
            "PATCH",
            "/products/\(product)",
            #"{"expected_quantity":3}"#
        )
        #expect(counted.status == 422)
        #expect(counted.body.contains("goes with quantity, which is missing"))
        #expect(!counted.body.contains("is not a field"))
        let searched = try user.get("/transactions?memo=%00")
        #expect(searched.status == 400)
        #expect(searched.body.contains("must not hold a zero byte"))
        let half = try user.get("/transactions?memo=%4")
        #expect(half.body.contains("a percent sign without two hexadecimal digits"))
    }

    @Test func `22: a product of several that does not exist is named`() throws {
        let items = #"{"items":[{"product_id":9223372036854775807,"quantity":1}]}"#
        let answer = try node.user().send("POST", "/orders", items)
        #expect(answer.status == 404)
        #expect(answer.headers["tally-detail"] == "product=9223372036854775807")
    }

    @Test func `22: an administrator takes from a deleted user and takes a transfer back`() throws {
        let administrator = try node.administrator()
        let (alice, bob) = (try node.user(), try node.user())
        let sent = try alice.transfer(400, to: bob)
        let id = try #require(sent.createdID)
        #expect(try bob.send("DELETE", "/me").body == "true")
        let back = try administrator.send("POST", "/transfers/\(id)/reverse")
        #expect(back.body == "true")
        #expect(try alice.available(after: back) == 100_000)
        let body =
            #"{"type":"credit","reason":"refund","value":100000,"email":"\#(bob.name)@example.org","memo":"left over"}"#
        let taken = try administrator.send("POST", "/transactions", body)
        #expect(taken.body == "true")
        #expect(
            try administrator.send("POST", "/transactions", body).reason == "insufficient-funds"
        )
    }

    @Test func `22: an adjustment shows its memo`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let body =
            #"{"type":"debit","reason":"stock","value":5,"email":"\#(user.name)@example.org","memo":"Found on the floor"}"#
        let added = try administrator.send("POST", "/transactions", body)
        let list = try user.get(
            "/transactions?memo=the%20FLOOR&min_position=\(added.position ?? 0)"
        )
        #expect(list.body.contains(#""memo":"Found on the floor""#))
    }

    @Test(arguments: [
        "/balances?at=", "/statement?from=", "/statement?from=2026-01-01&to=",
        "/transactions?from=",
        "/transactions?to=",
    ])
    func `22: an offset whose plus sign is not encoded gets a hint`(path: String) throws {
        let answer = try node.user().get("\(path)2026-01-31T12:00:00+02:00")
        #expect(answer.status == 422)
        #expect(answer.body.contains("write its plus sign as %2B"))
        #expect(try node.user().get("\(path)2026-01-31T12:00:00%2B02:00").status == 200)
    }

    @Test func `22: a day stands for its beginning in balances as in statements`() throws {
        let user = try node.user()
        let day = try user.get("/balances?at=2020-01-31")
        #expect(day.status == 200)
        #expect(day.body == (try user.get("/balances?at=2020-01-31T00:00:00Z").body))
        #expect(try user.get("/balances?at=2020-02-30").status == 422)
    }

    @Test func `20: a transfer that is posted late is listed by the time that it shows`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let id = try #require(try alice.reserve(500, to: bob).createdID)
        let direct = try #require(try alice.transfer(7, to: bob).createdID)
        let posted = try bob.send("POST", "/transfers/\(id)/post")
        let query = "min_position=\(posted.position ?? 0)"
        let first = try alice.get("/transactions?limit=1&\(query)").body
        #expect(first.contains("\"id\":\(id),"))
        let second = try alice.get("/transactions?limit=1&skip=1&\(query)").body
        #expect(second.contains("\"id\":\(direct),"))
        let csv = try alice.get("/statement?format=csv&\(query)").body
        let lines = csv.split(separator: "\r\n").map { $0.prefix { $0 != "," } }
        #expect(lines.suffix(3).dropLast() == ["\(direct)", "\(id)"])
    }

    @Test func `21: the next page keeps the filter`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        for amount in [5, 6, 7] as [Int64] { _ = try alice.transfer(amount, to: bob) }
        let path = "/transactions?counterparty=\(bob.name)&direction=out&min_amount=6&limit=1"
        let first = try alice.get(path)
        #expect(first.body.contains("\"amount\":7"))
        let link = try #require(first.headers["link"])
        let next = try #require(link.split(separator: ">").first?.dropFirst())
        let second = try alice.get(String(next))
        #expect(second.body.contains("\"amount\":6"))
        #expect(second.headers["link"] == nil)
    }

    @Test(arguments: [
        ("type=gift", "type"), ("direction=up", "direction"), ("currency=rub", "currency"),
        ("min_amount=0", "min_amount"), ("max_amount=1.234", "max_amount"),
        ("min_amount=6&max_amount=5", "max_amount"), ("from=yesterday", "from"),
        ("from=2026-02-01&to=2026-01-01", "to"), ("memo=", "memo"),
        ("counterparty=", "counterparty"),
        ("kind=transfer", "kind"),
    ])
    func `21: a filter says which parameter is wrong`(query: String, parameter: String) throws {
        let answer = try node.user().get("/transactions?\(query)")
        #expect(answer.status == 422)
        #expect(answer.body.contains("\"field\":\"\(parameter)\""))
    }

    @Test func `23: a statement is written as the program that opens it wants`() throws {
        let user = try node.user()
        let file = try user.get("/statement?format=csv&separator=;&bom=1&decimal=,")
        #expect(file.status == 200)
        #expect(file.body.hasPrefix("\u{FEFF}id;timestamp;type;"))
        #expect(file.body.contains(";1000,00;RUB;"))
        for query in ["separator=:", "bom=2", "decimal=;"] {
            #expect(try user.get("/statement?format=csv&\(query)").status == 422)
        }
    }
}

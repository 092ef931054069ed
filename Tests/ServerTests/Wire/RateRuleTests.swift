import TestSupport
import Testing

/// 18: rates that jump, over HTTP.
@Suite(.patient)
struct RateRuleTests {
    /// No other test records rates here.
    private static let shared = Result {
        let node = try RunningNode()
        try node.record([("RUB", "92.5"), ("JPY", "150")], secondsAgo: 4)
        return node
    }

    private let node: RunningNode

    init() throws {
        node = try Self.shared.get()
    }

    @Test func `18: a suspect rate is shown and not used until an administrator accepts it`() throws
    {
        let (user, administrator) = (try node.user(), try node.administrator())
        try node.record([("JPY", "1.5")], secondsAgo: 2)
        let before = try user.exchange("9250", "RUB", "JPY")
        #expect(before.body == "true")
        let rates = try user.get("/rates?min_position=\(before.position ?? 0)").body
        #expect(rates.contains(#""currency":"JPY","rate":"150","#))
        #expect(rates.contains(#""suspect":{"rate":"1.5","#))
        let path = "/admin/rates/JPY/accept"
        #expect(try user.send("POST", path).status == 403)
        let other = try administrator.send("POST", path, #"{"rate":"1.6"}"#)
        #expect(other.reason == "no-suspect-rate")
        #expect(other.headers["tally-detail"] == "suspect=1.5")
        #expect(try administrator.send("POST", path, #"{"rate":"x"}"#).status == 422)
        let accepted = try administrator.send("POST", path, #"{"rate":"1.50"}"#, key: "once")
        #expect(accepted.body == "true")
        let again = try administrator.send("POST", path, #"{"rate":"1.50"}"#, key: "once")
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(try administrator.send("POST", path).reason == "no-suspect-rate")
        #expect(try administrator.send("POST", "/admin/rates/jpy/accept").status == 404)
        let after = try user.get("/rates?min_position=\(accepted.position ?? 0)").body
        #expect(after.contains(#""currency":"JPY","rate":"1.5","#))
    }

    @Test func `18: a quote gives what the exchange then gives, and a later change is refused`()
        throws
    {
        let user = try node.user()
        let quote = try user.get("/exchange/quote?from=RUB&to=USD&amount=92.50")
        #expect(quote.status == 200)
        #expect(quote.body.contains(#""amount":9250,"receive":100,"rate":"0.0108108108108""#))
        #expect(quote.body.contains(#""stale":false"#))
        let body = #"{"from":"RUB","to":"USD","amount":9250,"min_receive":101}"#
        let refused = try user.send("POST", "/exchange", body)
        #expect(refused.reason == "below-min-receive")
        #expect(refused.headers["tally-detail"] == "receive=100")
        let fair = #"{"from":"RUB","to":"USD","amount":9250,"min_receive":"1.00"}"#
        let sold = try user.send("POST", "/exchange", fair)
        #expect(sold.body == "true")
        let list = try user.get("/transactions?type=exchange&min_position=\(sold.position ?? 0)")
            .body
        let sale = try #require(sold.createdID)
        let link = #""exchange_id":\#(sale),"rate":"0.0108108108108""#
        #expect(list.components(of: link) == 2)
    }

    @Test(arguments: [
        ("from=RUB&to=USD", "amount"), ("from=RUB&amount=1", "to"), ("to=USD&amount=1", "from"),
        ("from=RUB&to=RUB&amount=1", "to"), ("from=RUB&to=CHF&amount=100", "to"),
        ("from=RUB&to=USD&amount=-0", "amount"), ("from=JPY&to=USD&amount=1.5", "amount"),
        ("from=RUB&to=USD&amount=1", "amount"),
    ])
    func `18: a quote says which parameter is wrong`(query: String, parameter: String) throws {
        let answer = try node.user().get("/exchange/quote?\(query)")
        #expect(answer.status == 422)
        #expect(answer.body.contains("\"field\":\"\(parameter)\""))
    }
}

extension String {
    /// How often a part is in the text.
    fileprivate func components(of part: String) -> Int {
        split(separator: part, omittingEmptySubsequences: false).count - 1
    }
}

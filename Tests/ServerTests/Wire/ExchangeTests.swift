import TestSupport
import Testing

@Suite(.patient)
struct ExchangeTests {
    /// With present rates, and a rate of an hour ago for the euro; no other test records rates
    /// here.
    private static let shared = Result {
        let node = try RunningNode()
        try node.record([("EUR", "0.9")], secondsAgo: 3_600)
        try node.record([("RUB", "92.5"), ("JPY", "150.25")])
        return node
    }

    private let node: RunningNode

    init() throws {
        node = try Self.shared.get()
    }

    @Test func `money is exchanged at the recorded rate, rounded down`() throws {
        let user = try node.user()
        let sold = try user.exchange("\"99.99\"", "RUB", "USD")
        #expect(sold.status == 200)
        #expect(sold.body == "true")
        #expect(sold.createdID != nil)
        #expect(try user.available(after: sold) == 90_001)
        // 108 cents at 92.5 are 99.90: 9 kopecks stay with the house.
        let back = try user.exchange("108", "USD", "RUB")
        #expect(back.body == "true")
        #expect(try user.available(after: back) == 99_991)
        #expect(try user.exchange("1", "USD", "RUB").reason == "insufficient-funds")
        // Yen have no digits after the point.
        #expect(try user.exchange("9250", "RUB", "JPY").body == "true")
        #expect(try user.exchange("151", "JPY", "RUB").reason == "insufficient-funds")
        #expect(try user.exchange("150", "JPY", "RUB").body == "true")
    }

    @Test func `a rule that forbids gives false and the reason`() throws {
        let user = try node.user()
        for (answer, reason) in [
            (try user.exchange("100001", "RUB", "USD"), "insufficient-funds"),
            (try user.exchange("100", "RUB", "RUB"), "same-currency"),
            (try user.exchange("100", "RUB", "CHF"), "no-rate"),
            (try user.exchange("10000", "RUB", "EUR"), "stale-rate"),
            (try user.exchange("92", "RUB", "USD"), "amount-too-small"),
            (try user.exchange("9223372036854775807", "USD", "RUB"), "balance-limit"),
        ] {
            #expect(answer.status == 409)
            #expect(answer.body == "false")
            #expect(answer.reason == reason)
        }
        #expect(try user.available() == 100_000)
    }

    @Test(arguments: [
        (#"{"to":"USD","amount":1}"#, "from"),
        (#"{"from":"RUB","amount":1}"#, "to"),
        (#"{"from":"RUB","to":"USD"}"#, "amount"),
        (#"{"from":"RUB","to":"usd","amount":1}"#, "to"),
        (#"{"from":"XXX","to":"USD","amount":1}"#, "from"),
        (#"{"from":"JPY","to":"USD","amount":"1.5"}"#, "amount"),
        (#"{"from":"RUB","to":"USD","amount":1,"rate":1}"#, "rate"),
    ])
    func `a field that is wrong is named`(body: String, field: String) throws {
        let answer = try node.user().send("POST", "/exchange", body)
        #expect(answer.status == 422)
        #expect(answer.body.contains("\"field\":\"\(field)\""))
    }

    @Test func `an exchange under a key is done once`() throws {
        let user = try node.user()
        let first = try user.exchange("9250", "RUB", "USD", key: "e")
        let again = try user.exchange("9250", "RUB", "USD", key: "e")
        #expect(first.body == "true" && again.body == "true")
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(try user.available(after: first) == 90_750)
    }
}

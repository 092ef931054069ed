import Commands
import Entities
import Events
import TestSupport
import Testing

@testable import Model
@testable import Runtime
@testable import Tool

/// Orders for services, from the draft until they are handed over.
@Suite(.patient)
struct ServiceOrderTests {
    private let node: RunningNode
    /// In the catalogue; known to this test alone.
    private let cleaning: ServiceID
    private let painting: ServiceID

    init() throws {
        node = try RunningNode.shared.get()
        var ids = UUIDGenerator()
        cleaning = ServiceID(ids.next())
        painting = ServiceID(ids.next())
        try record(
            RecordService(ServiceDetails(service: cleaning, name: "Cleaning", description: "")),
            RecordService(ServiceDetails(service: painting, name: "Painting", description: ""))
        )
    }

    /// The work of a job.
    private func record(_ commands: any Command...) throws {
        var writer = LocalWriter(node.database.options, node.configuration)
        for outcome in writer.perform(commands, as: .system) {
            guard case .done = outcome else { throw Complaint("not recorded: \(outcome)") }
        }
    }

    private func services(_ ids: ServiceID...) -> String {
        let list = ids.map { "\"\($0.value.text)\"" }.joined(separator: ",")
        return "{\"services\":[\(list)]}"
    }

    private func draft(_ user: SignedIn) throws -> Int64 {
        let drafted = try user.send("POST", "/orders", services(cleaning))
        #expect(drafted.body == "true")
        let id = try #require(drafted.createdID)
        #expect(drafted.headers["location"] == "/orders/\(id)")
        return id
    }

    private func status(
        _ user: SignedIn,
        _ order: Int64,
        after answer: HTTPClient.Answer
    ) throws -> String {
        let position = answer.position ?? 0
        return try user.get("/orders/\(order)?min_position=\(position)").body
    }

    @Test func `a draft is changed, started, registered and done`() throws {
        let user = try node.user()
        let order = try draft(user)
        let path = "/orders/\(order)"
        #expect(try user.send("PATCH", "\(path)/services", services(painting)).body == "true")
        let started = try user.send("POST", "\(path)/start-processing")
        #expect(started.body == "true")
        let details = try status(user, order, after: started)
        #expect(details.contains("\"status\":\"in_processing\""))
        for (method, rest) in [("POST", "/start-processing"), ("DELETE", ""), ("POST", "/pay")] {
            let again = try user.send(method, path + rest)
            #expect(again.status == 409)
            #expect(again.headers["tally-reason"] == "order-in-processing")
        }
        try record(
            RecordOutsideStep(.registered, of: OrderID(order)),
            RecordOutsideStep(.done, of: OrderID(order))
        )
        let cancelled = try user.send("PATCH", "\(path)/cancel")
        #expect(cancelled.headers["tally-reason"] == "order-done")
    }

    @Test func `a draft is discarded, once`() throws {
        let user = try node.user()
        let order = try draft(user)
        #expect(try user.send("DELETE", "/orders/\(order)").body == "true")
        let again = try user.send("DELETE", "/orders/\(order)")
        #expect(again.headers["tally-reason"] == "order-discarded")
    }

    @Test func `a draft and an order in processing are cancelled`() throws {
        let user = try node.user()
        let (first, second) = (try draft(user), try draft(user))
        _ = try user.send("POST", "/orders/\(second)/start-processing")
        for order in [first, second] {
            let cancelled = try user.send("PATCH", "/orders/\(order)/cancel")
            #expect(cancelled.body == "true")
            #expect(
                try status(user, order, after: cancelled).contains("\"status\":\"cancelled\"")
            )
            let again = try user.send("PATCH", "/orders/\(order)/cancel")
            #expect(again.headers["tally-reason"] == "order-cancelled")
        }
    }

    @Test func `a draft has nothing to pay for, and products are no draft`() throws {
        let user = try node.user()
        let order = try draft(user)
        let paid = try user.send("POST", "/orders/\(order)/pay")
        #expect(paid.headers["tally-reason"] == "order-is-draft")
        let administrator = try node.administrator()
        let shop = try #require(
            try administrator.send("POST", "/shops", #"{"name":"Bakery"}"#).createdID
        )
        let product = try #require(
            try administrator.send(
                "POST",
                "/shops/\(shop)/products",
                #"{"name":"Rye","price":1,"quantity":1}"#
            ).createdID
        )
        let placed = try user.send(
            "POST",
            "/orders",
            "{\"items\":[{\"product_id\":\(product),\"quantity\":1}]}"
        )
        let path = "/orders/\(try #require(placed.createdID))"
        for answer in [
            try user.send("POST", "\(path)/start-processing"),
            try user.send("DELETE", path),
            try user.send("PATCH", "\(path)/services", services(cleaning)),
        ] {
            #expect(answer.headers["tally-reason"] == "order-not-draft")
        }
    }

    /// O8.
    @Test func `unknown and repeated services are refused`() throws {
        let user = try node.user()
        let order = try draft(user)
        let unknown = ServiceID(UUID128(high: 1, low: 2))
        for (method, path) in [("POST", "/orders"), ("PATCH", "/orders/\(order)/services")] {
            let strange = try user.send(method, path, services(cleaning, unknown))
            #expect(strange.headers["tally-reason"] == "unknown-service")
            let twice = try user.send(method, path, services(cleaning, painting, cleaning))
            #expect(twice.status == 409)
            #expect(twice.headers["tally-reason"] == "repeated-service")
        }
    }

    @Test func `another user's order is not found`() throws {
        let (user, other) = (try node.user(), try node.user())
        let path = "/orders/\(try draft(user))"
        let body = services(painting)
        #expect(try other.send("PATCH", "\(path)/services", body).status == 403)
        #expect(try other.send("POST", "\(path)/start-processing").status == 403)
        #expect(try other.send("PATCH", "\(path)/cancel").status == 403)
        #expect(try other.send("DELETE", path).status == 403)
        #expect(try user.send("DELETE", "/orders/987654321").status == 404)
        #expect(try node.client().send("DELETE", path).status == 401)
        #expect(try user.send("DELETE", path).body == "true")
    }

    @Test func `a retry gets the first answer`() throws {
        let user = try node.user()
        let first = try user.send("POST", "/orders", services(cleaning), key: "draft")
        let again = try user.send("POST", "/orders", services(cleaning), key: "draft")
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(again.headers["location"] == first.headers["location"])
        let other = try user.send("POST", "/orders", services(painting), key: "draft")
        #expect(other.status == 422)
        let path = "/orders/\(try #require(first.createdID))/start-processing"
        #expect(try user.send("POST", path, key: "start").body == "true")
        let restarted = try user.send("POST", path, key: "start")
        #expect(restarted.body == "true")
        #expect(restarted.headers["idempotency-replayed"] == "true")
    }

    @Test(
        arguments: [
            ("{}", "items, from_basket, services"),
            (#"{"items":null,"from_basket":null}"#, "items, from_basket, services"),
            (#"{"from_basket":true,"services":[]}"#, "items, from_basket, services"),
            (
                #"{"from_basket":true,"items":[{"product_id":1,"quantity":1}]}"#,
                "items, from_basket, services"
            ),
            (#"{"from_basket":false}"#, "from_basket"),
            (#"{"from_basket":1}"#, "from_basket"),
            (#"{"from_basket":true,"tax":0}"#, "tax"),
            (#"{"services":[]}"#, "services"),
            (#"{"services":"x"}"#, "services"),
            (#"{"services":[1]}"#, "services[0]"),
            (#"{"services":["00000000-0000-7000-8000-00000000000"]}"#, "services[0]"),
            (#"{"services":["00000000-0000-7000-8000-0000000000zz"]}"#, "services[0]"),
            (#"{"services":["{00000000-0000-7000-8000-00000000000}"]}"#, "services[0]"),
            (#"{"items":[{"product_id":1,"quantity":0}]}"#, "items[0].quantity"),
        ]
    )
    func `a wrong order is refused with the reason`(body: String, field: String) throws {
        let answer = try node.user().send("POST", "/orders", body)
        #expect(answer.status == 422)
        #expect(answer.body.contains("\"\(field)\""), "\(answer.body)")
    }

    @Test func `an order has at most fifty services`() throws {
        let user = try node.user()
        let order = try draft(user)
        let list = Array(repeating: "\"\(cleaning.value.text)\"", count: 51)
        let body = "{\"services\":[\(list.joined(separator: ","))]}"
        for (method, path) in [("POST", "/orders"), ("PATCH", "/orders/\(order)/services")] {
            let answer = try user.send(method, path, body)
            #expect(answer.status == 422)
            #expect(answer.body.contains("1 to 50 UUIDs"))
        }
    }
}

import Commands
import Entities
import Events
import HTTP
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Jobs
@testable import Model
@testable import Operations
@testable import Runtime
@testable import Tool

/// 33. What was read before a change is read again after it: no page stays in the cache.
@Suite(.patient)
struct FreshnessTests {
    /// No other test changes anything on it.
    private static let node: Result<RunningNode, any Error> = Result {
        let node = try RunningNode()
        // For the quote of an exchange, which needs a rate.
        try node.record([("CHF", "0.9")])
        return node
    }

    /// People and things to read and change.
    struct Things {
        let node: RunningNode
        let administrator: SignedIn
        let alice: SignedIn
        let bob: SignedIn
        let slot: Int64
        let shop: Int64
        let product: Int64
        /// An order of alice's.
        let order: Int64
        /// A hold of alice's, and a pending transfer from alice to bob.
        let hold: Int64
        let transfer: Int64

        init(_ node: RunningNode) throws {
            self.node = node
            administrator = try node.administrator()
            alice = try node.user()
            bob = try node.user()
            slot = try Self.make(administrator, "/slots", #"{"title":"Tea","capacity":9}"#)
            shop = try Self.make(administrator, "/shops", #"{"name":"Bakery"}"#)
            let bread = #"{"name":"Bread","price":50,"quantity":100}"#
            product = try Self.make(administrator, "/shops/\(shop)/products", bread)
            let lines = "{\"products\":[{\"id\":\(product),\"quantity\":1}]}"
            _ = try alice.send("PUT", "/basket", lines)
            order = try Self.make(alice, "/orders", #"{"from_basket":true}"#)
            _ = try alice.send("PUT", "/basket", lines)
            let held = try alice.send("POST", "/slots/\(slot)/hold", key: "first")
            hold = try #require(held.createdID, "\(held)")
            let reserved = try alice.reserve(1, to: bob)
            transfer = try #require(reserved.createdID, "\(reserved)")
        }

        private static func make(_ user: SignedIn, _ path: String, _ body: String) throws -> Int64 {
            let answer = try user.send("POST", path, body)
            return try #require(answer.createdID, "\(answer)")
        }

        /// The path with the ids of these things.
        func path(_ path: String) -> String {
            let ids = [
                "slot": slot, "shop": shop, "product": product, "order": order, "hold": hold,
                "transfer": transfer, "alice": alice.id,
            ]
            return ids.reduce(path) { path, id in
                path.replacing("{\(id.key)}", with: "\(id.value)")
            }
        }

        func perform(_ command: any Command) throws {
            var writer = LocalWriter(node.database.options, node.configuration)
            let outcomes = writer.perform([command], as: .system)
            guard outcomes.allSatisfy(\.isDone) else { throw Complaint("not done: \(outcomes)") }
        }
    }

    /// A query, and a command that changes its answer.
    struct Case: Sendable, CustomStringConvertible {
        let operation: String
        /// `{slot}`, `{alice}` and so on stand for their ids.
        let path: String
        let change: @Sendable (Things) throws -> Void

        init(
            _ operation: String,
            _ path: String,
            _ change: @escaping @Sendable (Things) throws -> Void
        ) {
            (self.operation, self.path, self.change) = (operation, path, change)
        }

        var description: String { operation }
    }

    private static func send(
        _ answer: HTTPClient.Answer
    ) throws {
        try #require(answer.body == "true", "\(answer.status) \(answer.body)")
    }

    static let cases = [
        Case("balance", "/balance") { try send($0.alice.transfer(1, to: $0.bob)) },
        Case("balances", "/balances") { try send($0.bob.transfer(1, to: $0.alice)) },
        Case("transactions", "/transactions") { try send($0.bob.transfer(1, to: $0.alice)) },
        Case("transactions", "/transactions?status=pending") {
            try send($0.alice.reserve(1, to: $0.bob))
        },
        Case("transferByID", "/transfers/{transfer}") {
            try send($0.bob.send("POST", "/transfers/\($0.transfer)/post"))
        },
        Case("activity", "/transactions/graph") { try send($0.alice.transfer(1, to: $0.bob)) },
        Case("statement", "/statement?format=csv") { try send($0.alice.transfer(1, to: $0.bob)) },
        Case("refunds", "/reports/refunds") { things in
            let email = "\"email\":\"\(things.alice.name)@example.org\""
            let body = "{\"type\":\"debit\",\"reason\":\"refund\",\"value\":5,\(email)}"
            try send(things.administrator.send("POST", "/transactions", body))
        },
        Case("currencies", "/currencies") { try $0.node.record([("EUR", "0.5")]) },
        Case("rates", "/rates") { try $0.node.record([("GBP", "0.7")]) },
        Case("exchangeQuote", "/exchange/quote?from=CHF&to=USD&amount=1000") {
            try $0.node.record([("CHF", "0.8")])
        },
        Case("services", "/services") { things in
            let id = ServiceID(UUID128(high: 7, low: UInt64(things.alice.id)))
            let details = ServiceDetails(service: id, name: "Tea", description: "")
            try things.perform(RecordService(details))
        },
        Case("slot", "/slots/{slot}") {
            try send($0.bob.send("POST", "/slots/\($0.slot)/hold", key: "a"))
        },
        Case("slot", "/slots/{slot}") {
            let other = #"{"title":"Coffee"}"#
            try send($0.administrator.send("PATCH", "/slots/\($0.slot)", other))
        },
        Case("slotAvailability", "/slots/availability") {
            try send($0.bob.send("POST", "/slots/\($0.slot)/hold", key: "b"))
        },
        Case("holds", "/holds") {
            try send($0.alice.send("POST", "/slots/\($0.slot)/hold", key: "c"))
        },
        Case("holdByID", "/holds/{hold}") {
            try send($0.alice.send("DELETE", "/holds/\($0.hold)"))
        },
        Case("shops", "/shops") {
            try send($0.administrator.send("POST", "/shops", #"{"name":"Dairy"}"#))
        },
        Case("catalog", "/shops/{shop}/catalog") {
            try send($0.administrator.send("PATCH", "/products/\($0.product)", #"{"price":70}"#))
        },
        Case("catalog", "/shops/{shop}/catalog") {
            let cake = #"{"name":"Cake","price":70,"quantity":1}"#
            try send($0.administrator.send("POST", "/shops/\($0.shop)/products", cake))
        },
        Case("catalog", "/shops/{shop}/catalog") {
            try send($0.alice.send("POST", "/orders", #"{"from_basket":true}"#))
        },
        Case("product", "/products/{product}") {
            try send($0.administrator.send("PATCH", "/products/\($0.product)", #"{"price":90}"#))
        },
        Case("basket", "/basket") {
            let lines = "{\"products\":[{\"id\":\($0.product),\"quantity\":3}]}"
            try send($0.alice.send("PUT", "/basket", lines))
        },
        Case("basket", "/basket") {
            try send($0.administrator.send("PATCH", "/products/\($0.product)", #"{"price":80}"#))
        },
        Case("orders", "/orders") { try send($0.alice.send("POST", "/orders/\($0.order)/pay")) },
        Case("order", "/orders/{order}") {
            try send($0.alice.send("PATCH", "/orders/\($0.order)/cancel"))
        },
        Case("me", "/me") {
            try $0.perform(GrantRole(to: .user(UserID($0.alice.id)), role: .admin))
        },
        Case("verify", "/verify") {
            try $0.perform(GrantRole(to: .user(UserID($0.alice.id)), role: .admin))
        },
        Case("verifyByGet", "/verify") {
            try $0.perform(GrantRole(to: .user(UserID($0.alice.id)), role: .admin))
        },
        Case("sessions", "/sessions") { _ = try $0.node.signIn($0.alice.name) },
        Case("invitations", "/admin/invitations") {
            let issued = try $0.administrator.send("POST", "/admin/invitations", "{}")
            try #require(issued.status == 200, "\(issued)")
        },
        Case("users", "/admin/users") {
            try send($0.administrator.send("DELETE", "/admin/users/\($0.bob.id)"))
        },
        Case("user", "/users/{alice}") {
            try $0.perform(GrantRole(to: .user(UserID($0.alice.id)), role: .admin))
        },
        Case("overview", "/overview") { try send($0.alice.transfer(1, to: $0.bob)) },
    ]

    /// Not made from the log alone, so that no batch announces their changes.
    private static let others: Set<String> = ["commands", "jobs", "projections"]
    /// Nothing changes them.
    private static let constant: Set<String> = ["shop"]

    @Test(arguments: cases)
    func `a query shows the change after it`(_ one: Case) throws {
        let things = try Things(try Self.node.get())
        let (path, connection) = (things.path(one.path), try things.node.database.connect())
        let operation = try #require(Route.operations.first { $0.name == one.operation })
        let reader = operation.access == .administrator ? things.administrator : things.alice
        func position() throws -> Int64 {
            try connection.execute("SELECT max(position) FROM log.events").only().int64(0)
        }
        func read(from position: Int64) throws -> String {
            // A statement waits for everything before its end, and takes no position.
            let place =
                path.contains("?") ? "&min_position=\(position)" : "?min_position=\(position)"
            let answer = try reader.send(
                "\(operation.method.name)",
                path.hasPrefix("/statement") ? path : path + place
            )
            try #require(answer.status == 200, "\(answer.body)")
            return answer.body
        }
        // The second time from memory, if the query is kept.
        _ = try read(from: try position())
        let before = try read(from: try position())
        try one.change(things)
        #expect(try read(from: try position()) != before)
    }

    @Test func `every query has a case`() {
        let queries = Route.operations.filter { operation in
            switch operation.work {
            case .question, .publicQuestion: true
            case .command, .bulk, .registration, .signIn, .refresh, .passwordChange,
                .detailsChange,
                .passwordReset, .code, .unlock, .userCheck, .feed, .retry, .jobRun, .logSearch,
                .operations, .document, .page, .asset:
                false
            }
        }
        let names = Set(queries.map(\.name))
        #expect(
            names == Set(Self.cases.map(\.operation)).union(Self.others).union(Self.constant)
        )
    }
}

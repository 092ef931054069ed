import TestSupport
import Testing

@testable import API
@testable import Model
@testable import Operations
@testable import Text

/// Number 17: what a command says it has made can be read at once, and only by those concerned.
@Suite(.patient) struct LocationTests {
    /// Who takes part; nobody else is concerned by what they make.
    fileprivate struct Cast {
        let node: RunningNode
        let admin: SignedIn
        let alice: SignedIn
        let bob: SignedIn
        let stranger: SignedIn

        init() throws {
            node = try RunningNode.shared.get()
            admin = try node.administrator()
            (alice, bob, stranger) = (try node.user(), try node.user(), try node.user())
        }
    }

    /// Who may read what was made, besides the one who made it.
    private enum Concern {
        case everybody
        /// The parties and administrators; for all others there is no such thing.
        case parties
        /// Administrators; all others may not ask.
        case administrators
    }

    private struct Case: Sendable {
        let concern: Concern
        let make: @Sendable (Cast) throws -> (answer: HTTPClient.Answer, maker: SignedIn)

        init(
            _ concern: Concern,
            _ make:
                @escaping @Sendable (Cast) throws -> (
                    answer: HTTPClient.Answer, maker: SignedIn
                )
        ) {
            self.concern = concern
            self.make = make
        }
    }

    private static let cases: [String: Case] = [
        "register": Case(.administrators) { cast in
            let name = cast.node.uniqueName()
            let answer = try cast.node.client().send(
                "POST",
                "/register",
                body:
                    #"{"username":"\#(name)","email":"\#(name)@a.example","password":"password-1"}"#
            )
            return (answer, cast.admin)
        },
        "transfer": Case(.parties) { (try $0.alice.transfer(1, to: $0.bob), $0.alice) },
        "reserveTransfer": Case(.parties) { (try $0.alice.reserve(1, to: $0.bob), $0.bob) },
        "reverseTransfer": Case(.parties) { cast in
            let made = try cast.alice.transfer(1, to: cast.bob)
            let id = try #require(made.createdID)
            return (try cast.bob.send("POST", "/transfers/\(id)/reverse"), cast.bob)
        },
        "exchange": Case(.parties) { cast in
            try cast.node.record([("RUB", "90"), ("EUR", "0.9")])
            return (try cast.alice.exchange("1000", "RUB", "EUR"), cast.alice)
        },
        "adjustBalance": Case(.parties) { cast in
            let body = #"""
                {"type":"debit","reason":"stock","value":5,"email":"\#(cast.bob.name)@example.org"}
                """#
            return (try cast.admin.send("POST", "/transactions", body), cast.admin)
        },
        "createSlot": Case(.everybody) { cast in
            let body = #"{"title":"Yoga","capacity":3}"#
            return (try cast.admin.send("POST", "/slots", body), cast.admin)
        },
        "hold": Case(.parties) { cast in
            let body = #"{"title":"Yoga","capacity":3}"#
            let made = try cast.admin.send("POST", "/slots", body)
            let slot = try #require(made.createdID)
            return (try cast.alice.send("POST", "/slots/\(slot)/hold", key: "1"), cast.alice)
        },
        "createShop": Case(.everybody) { cast in
            (try cast.admin.send("POST", "/shops", #"{"name":"Boats"}"#), cast.admin)
        },
        "createProduct": Case(.everybody) { cast in
            (try cast.product(), cast.admin)
        },
        "placeOrder": Case(.parties) { cast in
            let made = try cast.product()
            let product = try #require(made.createdID)
            let body = #"{"items":[{"product_id":\#(product),"quantity":1}]}"#
            return (try cast.alice.send("POST", "/orders", body), cast.alice)
        },
    ]

    @Test func `each command that makes something is tried here`() {
        let makers = Route.operations.filter { operation in
            guard case .verdict(.some) = operation.answer else { return false }
            return true
        }
        #expect(Set(makers.map(\.name)) == Set(Self.cases.keys))
    }

    @Test(arguments: cases.keys.sorted())
    func `a Location is read by those concerned and by nobody else`(_ name: String) throws {
        let cast = try Cast()
        let tried = try #require(Self.cases[name])
        let (answer, maker) = try tried.make(cast)
        #expect(answer.status == 200)
        let location = try #require(answer.headers["location"])
        let id = try #require(answer.createdID)
        let found = try maker.get("\(location)?min_position=\(answer.position ?? 0)")
        #expect(found.status == 200)
        let object = try JSONObject(found.bytes)
        let own = ["id", "slot_id", "product_id"].first { object[$0] != nil }
        #expect(own.flatMap { object[$0] } == .integer(id))

        let asOf = "?min_position=\(answer.position ?? 0)"
        let strangers = try cast.stranger.get(location + asOf)
        let others = try cast.admin.get(location + asOf)
        switch tried.concern {
        case .everybody: #expect(strangers.status == 200)
        case .parties:
            #expect(strangers.status == 404)
            // An order is its user's alone.
            #expect(others.status == (name == "placeOrder" ? 404 : 200))
        case .administrators:
            #expect(strangers.status == 403)
            #expect(others.status == 200)
        }
    }

    @Test func `the maker reads it without naming a position`() throws {
        let cast = try Cast()
        for _ in 0..<20 {
            let answer = try cast.alice.transfer(1, to: cast.bob)
            let location = try #require(answer.headers["location"])
            #expect(try cast.alice.get(location).status == 200)
        }
    }

    @Test(arguments: ["transfers", "holds", "products", "shops", "users", "orders", "slots"])
    func `what does not exist is 404`(_ kind: String) throws {
        let admin = try RunningNode.shared.get().administrator()
        #expect(try admin.get("/\(kind)/9223372036854775807").status == 404)
    }

    @Test func `a transfer shows what became of it`() throws {
        let cast = try Cast()
        let made = try cast.alice.reserve(5, to: cast.bob)
        let location = try #require(made.headers["location"])
        #expect(try cast.alice.get(location).text("status") == "pending")
        #expect(try cast.alice.send("POST", location + "/post").status == 200)
        #expect(try cast.alice.get(location).text("status") == "posted")
        let reversed = try cast.bob.send("POST", location + "/reverse")
        #expect(reversed.status == 200)
        #expect(try cast.bob.get(location).text("status") == "reversed")
    }
}

extension LocationTests.Cast {
    fileprivate func product() throws -> HTTPClient.Answer {
        let made = try admin.send("POST", "/shops", #"{"name":"Boats"}"#)
        let shop = try #require(made.createdID)
        let body = #"{"name":"Paddle","price":10,"quantity":5}"#
        return try admin.send("POST", "/shops/\(shop)/products", body)
    }
}

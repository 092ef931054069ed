import TestSupport
import Testing

@Suite(.patient)
struct ReversalTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    @Test func `the receiver reverses a transfer once`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let id = try #require(try alice.transfer(500, to: bob).createdID)
        let refused = try alice.send("POST", "/transfers/\(id)/reverse")
        #expect(refused.status == 403)
        #expect(refused.body.contains("Only the receiver of the transfer or an administrator"))
        let reversed = try bob.send("POST", "/transfers/\(id)/reverse")
        #expect(reversed.body == "true")
        let back = try #require(reversed.createdID)
        #expect(try alice.available(after: reversed) == 100_000)
        #expect(try bob.available(after: reversed) == 100_000)
        #expect(try bob.send("POST", "/transfers/\(id)/reverse").reason == "transfer-reversed")
        #expect(try alice.send("POST", "/transfers/\(back)/reverse").reason == "not-reversible")
    }

    @Test func `an administrator reverses any transfer that the receiver can repay`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let administrator = try node.administrator()
        let id = try #require(try alice.transfer(500, to: bob).createdID)
        let spent = try bob.transfer(100_500, to: alice)
        #expect(spent.body == "true")
        let path = "/transfers/\(id)/reverse"
        #expect(try administrator.send("POST", path).reason == "insufficient-funds")
        _ = try alice.transfer(500, to: bob)
        let reversed = try administrator.send("POST", path)
        #expect(reversed.body == "true")
        #expect(try bob.available(after: reversed) == 0)
    }

    /// M6.
    @Test func `transfers that are each reversed twice at once are reversed once`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let transfers = try (0..<20).map { _ in
            try #require(try alice.transfer(100, to: bob).createdID)
        }
        let requests = transfers.map { bob.request("POST", "/transfers/\($0)/reverse") }
        let clients = try (0..<8).map { _ in try node.client() }
        for (index, request) in (requests + requests).enumerated() {
            try clients[index % clients.count].write(request)
        }
        var answers: [HTTPClient.Answer] = []
        for index in 0..<(2 * requests.count) {
            answers.append(try clients[index % clients.count].readAnswer())
        }
        #expect(answers.count { $0.body == "true" } == 20)
        let refused = answers.filter { $0.body == "false" }
        #expect(refused.count == 20)
        #expect(refused.allSatisfy { $0.reason == "transfer-reversed" })
        let last = try #require(answers.max { $0.position ?? 0 < $1.position ?? 0 })
        #expect(try alice.available(after: last) == 100_000)
        #expect(try bob.available(after: last) == 100_000)
    }

    /// M5.
    @Test func `transfers that are posted and voided at once end once`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let transfers = try (0..<20).map { _ in
            try #require(try alice.reserve(100, to: bob).createdID)
        }
        let clients = try (0..<4).map { _ in try node.client() }
        // Each client posts or voids all of them, for the one or the other side.
        for (index, client) in clients.enumerated() {
            let user = index < 2 ? alice : bob
            for id in transfers {
                let action = index % 2 == 0 ? "post" : "void"
                try client.write(user.request("POST", "/transfers/\(id)/\(action)"))
            }
        }
        let answers = try clients.map { client in
            try transfers.map { _ in try client.readAnswer() }
        }
        var posted: Int64 = 0
        for index in transfers.indices {
            let done = answers.indices.filter { answers[$0][index].body == "true" }
            #expect(done.count == 1)
            if done.allSatisfy({ $0 % 2 == 0 }) { posted += 1 }
            let reasons = Set(answers.compactMap { $0[index].reason })
            #expect(reasons.count == 1)
            #expect(reasons.isSubset(of: ["transfer-posted", "transfer-voided"]))
        }
        let positions = answers.joined().compactMap(\.position)
        let last = try #require(answers.joined().first { $0.position == positions.max() })
        #expect(try alice.available(after: last) == 100_000 - 100 * posted)
        #expect(try bob.available(after: last) == 100_000 + 100 * posted)
    }

    /// M10.
    @Test func `opposite transfers at speed lose nothing`() throws {
        let users = (try node.user(), try node.user())
        let sides = [
            (users.0, users.1), (users.1, users.0), (users.0, users.1), (users.1, users.0),
        ]
        let clients = try sides.map { _ in try node.client() }
        for (client, (from, to)) in zip(clients, sides) {
            let body = "{\"receiver_id\":\(to.id),\"amount\":1}"
            for _ in 0..<60 { try client.write(from.request("POST", "/transfer", body)) }
        }
        var last: HTTPClient.Answer?
        for client in clients {
            for _ in 0..<60 {
                let answer = try client.readAnswer()
                #expect(answer.body == "true")
                if answer.position ?? 0 > last?.position ?? 0 { last = answer }
            }
        }
        #expect(try users.0.available(after: last) == 100_000)
        #expect(try users.1.available(after: last) == 100_000)
    }
}

import TestSupport
import Testing

@testable import Text

/// Number 15: pages over HTTP.
@Suite(.patient) struct CursorWireTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    private func next(_ answer: HTTPClient.Answer) -> String? {
        let link = answer.headers["link"]
        return link?.firstMatch(of: #/^<([^>]+)>; rel="next"$/#).map { String($0.output.1) }
    }

    private func ids(_ answer: HTTPClient.Answer) -> [Int64] {
        answer.body.matches(of: #/\{"id":(\d+)/#).compactMap { Int64($0.output.1) }
    }

    @Test func `the next page begins after the last row while transfers are made`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        var made: [Int64] = []
        var last: Int64 = 0
        for _ in 0..<20 {
            let answer = try alice.transfer(1, to: bob)
            made.append(try #require(answer.createdID))
            last = answer.position ?? last
        }
        var seen: [Int64] = []
        var path: String? = "/transactions?limit=3&min_position=\(last)"
        while let address = path {
            let answer = try bob.get(address)
            #expect(answer.status == 200)
            seen += ids(answer)
            path = next(answer)
            _ = try alice.transfer(1, to: bob)
        }
        #expect(Set(seen).count == seen.count)
        #expect(seen == seen.sorted(by: >))
        #expect(Set(made).isSubset(of: seen))
    }

    @Test(arguments: ["status=posted", "status=pending"])
    func `a filter stays in the link`(_ filter: String) throws {
        let (alice, bob) = (try node.user(), try node.user())
        for _ in 0..<3 {
            _ = try alice.transfer(1, to: bob)
            _ = try alice.send(
                "POST",
                "/transfers/pending",
                "{\"receiver_id\":\(bob.id),\"amount\":1}"
            )
        }
        let first = try alice.get("/transactions?\(filter)&limit=1")
        let address = try #require(next(first))
        #expect(address.hasPrefix("/transactions?\(filter)&before="))
        #expect(address.hasSuffix("&limit=1"))
        let second = try alice.get(address)
        let (newer, older) = (try #require(ids(first).first), try #require(ids(second).first))
        #expect(older < newer)
    }

    @Test(arguments: [
        "/transactions?before=", "/transactions?before=x", "/orders?before=00",
        "/holds?before=5e0c8d2b01000000000000002ab46f3a9c", "/shops?before=42",
        "/slots/availability?before=0g",
    ])
    func `a cursor that was made up is refused with what to send`(_ path: String) throws {
        let answer = try node.user().get(path)
        #expect(answer.status == 422)
        #expect(answer.body.contains(#""field":"before","detail":"must be a cursor"#))
    }

    @Test func `a cursor of another list is refused, and so is one with skip`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        for _ in 0..<2 { _ = try alice.transfer(1, to: bob) }
        let list = try alice.get("/transactions?limit=1")
        let address = try #require(next(list))
        let foreign = try alice.get(address.replacing("/transactions", with: "/orders"))
        #expect(foreign.status == 422)
        #expect(foreign.body.contains(#""field":"before""#))
        let both = try alice.get(address + "&skip=1")
        #expect(both.status == 422)
        #expect(both.body.contains(#""field":"skip""#))
    }
}

import Events
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Runtime
@testable import Text

@Suite(.patient)
struct LogSearchWireTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    private func events(_ answer: HTTPClient.Answer) throws -> [JSONObject] {
        #expect(answer.status == 200)
        guard case .array(let rows) = try JSONValue(Array(answer.body.utf8)) else {
            throw Complaint("no list: \(answer.body)")
        }
        return rows.compactMap { row in if case .object(let event) = row { event } else { nil } }
    }

    private func scanned(_ answer: HTTPClient.Answer) throws -> Int64 {
        try #require(answer.headers["tally-scanned"].flatMap { Int64($0) })
    }

    @Test func `a stream's events come newest first without a wait for read models`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let paid = try administrator.transfer(7, to: user)
        let position = try #require(paid.position)
        let answer = try administrator.get("/admin/events?stream=account-\(user.id)")
        #expect(answer.headers["cache-control"] == "no-store")
        #expect(try #require(answer.position) >= position)
        let found = try events(answer)
        #expect(
            found.compactMap { $0["type"] } == [
                .string("account.credited"), .string("account.credited"),
                .string("account.opened"),
            ]
        )
        let first = try #require(found.first)
        #expect(first["stream"] == .string("account-\(user.id)"))
        #expect(first["version"] == .integer(3))
        #expect(first["schema"] == .integer(2))
        #expect(first["position"] == .integer(position))
        #expect(first["actor"] == .integer(administrator.id))
        guard case .object(let data)? = first["data"] else {
            throw Complaint("no payload: \(answer.body)")
        }
        #expect(data["amount"] == .integer(7))
        #expect(try scanned(answer) == 1)
    }

    @Test(arguments: ["?", "?after=0&"])
    func `12.15: a link leads to every event once, either way`(_ beginning: String) throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        for _ in 0..<3 { _ = try administrator.transfer(1, to: user) }
        let stream = "stream=account-\(user.id)"
        let all = try events(administrator.get("/admin/events?\(stream)"))
        var seen: [JSONValue] = []
        var path: String? = "/admin/events\(beginning)\(stream)&type=account.credited&limit=2"
        while let asked = path, seen.count < 10 {
            let page = try administrator.get(asked)
            seen += try events(page).compactMap { $0["position"] }
            path = page.headers["link"].flatMap { link in
                link.firstMatch(of: /^<(.+)>; rel="next"$/).map { String($0.1) }
            }
            if let path {
                #expect(path.contains("&type=account.credited&") && path.contains("limit=2"))
            }
        }
        let credited = all.filter { $0["type"] == .string("account.credited") }
            .compactMap { $0["position"] }
        #expect(seen == (beginning == "?" ? credited : credited.reversed()))
        let wrong = try administrator.get("/admin/events?before=x")
        #expect(wrong.body.contains("before must be a whole number of 1 or more"))
    }

    @Test func `a search can combine a kind of streams and a type`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        _ = try administrator.transfer(1, to: user)
        let path = "/admin/events?stream=account-*&type=account.debited&limit=1"
        let answer = try administrator.get(path)
        let found = try events(answer)
        #expect(found.count == 1)
        #expect(found.first?["type"] == .string("account.debited"))
        let nothing = try administrator.get("/admin/events?stream=user-*&type=account.debited")
        #expect(try events(nothing).isEmpty)
    }

    @Test func `before returns earlier events, and after returns later ones`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let stream = "stream=account-\(user.id)"
        let amounts = try [1, 2, 3].map { amount in
            try #require(try administrator.transfer(amount, to: user).position)
        }
        let newest = try administrator.get("/admin/events?\(stream)&limit=2")
        #expect(try scanned(newest) == amounts[1])
        let older = try administrator.get("/admin/events?\(stream)&before=\(amounts[1])&limit=1")
        #expect(try events(older).compactMap { $0["position"] } == [.integer(amounts[0])])
        let following = try administrator.get("/admin/events?\(stream)&after=\(amounts[0])")
        #expect(
            try events(following).compactMap { $0["position"] }
                == [.integer(amounts[1]), .integer(amounts[2])]
        )
        #expect(try scanned(following) == following.position)
    }

    @Test func `the log has nothing personal`() throws {
        let (administrator, name) = (try node.administrator(), "Private-\(node.uniqueName())")
        let user = try node.user(name)
        let answer = try administrator.get("/admin/events?before=\(user.registeredAt + 1)&limit=50")
        #expect(try !events(answer).isEmpty)
        #expect(!answer.body.localizedCaseInsensitiveContains(name))
        #expect(!answer.body.contains("@"))
    }

    @Test(
        arguments: [
            ("stream=wallet-7", "account-*"), ("stream=account-07", "account-*"),
            ("stream=*", "account-*"), ("type=account.exploded", "account.debited"),
            ("type=account.*", "account.debited"), ("before=0", "1"), ("after=-1", "0"),
            ("before=5&after=3", "before"), ("limit=1001", "1000"), ("skip=5", "skip"),
        ])
    func `a wrong search is refused with the correct form`(
        query: String,
        told: String
    ) throws {
        let answer = try node.administrator().get("/admin/events?\(query)")
        #expect(answer.status == 422)
        #expect(answer.body.contains(told), "\(answer.body)")
    }

    @Test func `only administrators see the log`() throws {
        let user = try node.user()
        #expect(try user.get("/admin/events").status == 403)
        #expect(try user.client.send("GET", "/admin/events").status == 401)
    }
}

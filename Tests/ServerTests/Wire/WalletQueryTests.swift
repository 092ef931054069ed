import Postgres
import TestSupport
import Testing

@testable import Text

@Suite(.patient)
struct WalletQueryTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    @Test func `balances as of a position or a time are those of that moment`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let first = try alice.transfer(1_000, to: bob)
        let second = try alice.transfer(500, to: bob)
        let (before, after) = (try #require(first.position), try #require(second.position))
        for (position, available) in [
            (alice.registeredAt, 100_000), (before - 2, 100_000), (before, 99_000),
            (after - 2, 99_000), (after, 98_500),
        ] {
            let answer = try alice.get("/balances?at=\(position)&min_position=\(after)")
            #expect(
                answer.body
                    == "[{\"currency\":\"RUB\",\"available\":\(available),\"pending\":0,"
                    + "\"position\":\(position)}]"
            )
            #expect(answer.position == position)
        }
        #expect(try alice.get("/balances?at=2020-01-01T00:00:00Z").body == "[]")
        let list = try alice.get("/transactions?limit=1").body
        let time = try #require(
            list.split(separator: "\"timestamp\":\"").last?.prefix { $0 != "\"" }
        )
        let then = try alice.get("/balances?at=\(time)")
        let end = try #require(then.position)
        // Others' commands may have been recorded at the same time.
        #expect(end >= after)
        #expect(
            then.body
                == "[{\"currency\":\"RUB\",\"available\":98500,\"pending\":0,\"position\":\(end)}]"
        )
    }

    @Test func `a position beyond the end is refused with the last position`() throws {
        let user = try node.user()
        let answer = try user.get("/balances?at=\(Int64.max)")
        #expect(answer.status == 422)
        #expect((answer.position ?? 0) >= user.registeredAt)
        #expect(answer.body.contains("at must be at most \(answer.position ?? 0)"))
    }

    @Test func `a statement is JSON, or a file of CSV`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let sent = try alice.send(
            "POST",
            "/transfer",
            #"{"receiver_id":\#(bob.id),"amount":"12.50","memo":"=1+1"}"#
        )
        let position = try #require(sent.position)
        let json = try alice.get("/statement?min_position=\(position)")
        #expect(json.headers["content-type"] == "application/json")
        #expect(json.body.hasPrefix(#"{"currency":"RUB","from":"20"#))
        #expect(json.body.contains(#""opening_balance":0,"lines":[{"#))
        #expect(
            json.body.contains(#""amount":-1250,"balance":98750,"memo":"=1+1","order_id":null,"#)
        )
        #expect(json.body.contains(#""closing_balance":98750,"position":"#))
        let to = try #require(try end(of: json.body))
        let path = "/statement?format=csv&from=2026-01-01&to=\(to)"
        let csv = try alice.get("\(path)&currency=RUB")
        #expect(csv.headers["content-type"] == "text/csv; charset=utf-8")
        #expect(
            csv.headers["content-disposition"]
                == "attachment; filename=\"statement-RUB-20260101T000000Z-\(to.filter { $0 != "-" && $0 != ":" }).csv\""
        )
        let lines = csv.body.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.count == 6)
        #expect(lines[1] == ",2026-01-01T00:00:00Z,opening_balance,,,,0.00,RUB,,,,,,,")
        #expect(lines[3].hasSuffix(",transfer,\(bob.id),\(bob.name),-12.50,987.50,RUB,'=1+1,,,,,,"))
        #expect(lines[4] == ",\(to),closing_balance,,,,987.50,RUB,,,,,,,")
        let tag = try #require(csv.headers["etag"])
        #expect(try alice.get(path, headers: ["If-None-Match": tag]).status == 304)
        let head = try alice.client.send("HEAD", path, token: alice.token)
        #expect(head.status == 200)
        #expect(head.headers["etag"] == tag)
        #expect(head.body == "")
        let euros = try alice.get("/statement?currency=EUR&to=2026-01-01&from=2025-12-31T23:59:59Z")
        #expect(euros.body.contains(#""opening_balance":0,"lines":[],"closing_balance":0"#))
    }

    /// The end of a statement, as the statement reports it.
    private func end(of statement: String) throws -> String? {
        guard case .string(let to)? = try JSONObject(Array(statement.utf8))["to"] else {
            return nil
        }
        return to
    }

    @Test(arguments: [
        "/balances?at=", "/balances?at=x", "/balances?at=-1", "/balances?at=2026-02-30",
        "/balances?at=2999-01-01T00:00:00Z", "/balances?at=1&at=2", "/balances?when=1",
        "/statement?from=x", "/statement?from=2026-02-30", "/statement?to=2026-01-01T00:00:00",
        "/statement?from=2026-01-02&to=2026-01-01", "/statement?to=0001-01-01",
        "/statement?from=2999-01-01", "/statement?format=xml", "/statement?currency=rub",
        "/statement?currency=XXX",
        "/statement?skip=1", "/reports/refunds?days=0", "/reports/refunds?days=367",
        "/reports/refunds?days=x", "/transactions/graph?days=1", "/services?limit=0",
        "/basket?id=1",
        "/transactions?status=done", "/transactions?status=PENDING",
        "/transactions?status=pending&status=posted", "/transactions?state=pending",
        "/currencies?limit=1", "/rates?currency=EUR",
    ])
    func `a wrong parameter is refused by name`(path: String) throws {
        let answer = try node.user().get(path)
        #expect(answer.status == 422, "\(answer.body)")
        let name = try #require(path.split(separator: "?").last?.split(separator: "=").first)
        let mended = path.contains("from=2026-01-02") ? "to" : String(name)
        #expect(answer.body.contains("\"field\":\"\(mended)\""))
    }

    @Test func `refunds are reported by currency`() throws {
        let user = try node.user()
        let answer = try user.get("/reports/refunds?min_position=\(user.registeredAt)")
        #expect(answer.body == #"{"days":7,"refunds":[]}"#)
        #expect(try user.get("/reports/refunds?days=366").body == #"{"days":366,"refunds":[]}"#)
    }

    @Test func `the chart has 24 hours`() throws {
        let answer = try node.user().get("/transactions/graph")
        #expect(answer.status == 200)
        #expect(answer.body.split(separator: "{\"hour\":\"").count == 25)
        #expect(answer.body.contains(":00\",\"count\":"))
    }
}

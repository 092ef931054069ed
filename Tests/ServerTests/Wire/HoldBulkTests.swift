import TestSupport
import Testing

/// Many seats in one request, over TCP.
@Suite(.patient)
struct HoldBulkTests {
    private let node: RunningNode
    private let administrator: SignedIn
    private let slot: Int64

    init() throws {
        node = try RunningNode.shared.get()
        administrator = try node.administrator()
        slot = try Self.slot(administrator, capacity: 3)
    }

    private static func slot(_ administrator: SignedIn, capacity: Int) throws -> Int64 {
        let answer = try administrator.send(
            "POST",
            "/slots",
            "{\"title\":\"Chess\",\"capacity\":\(capacity)}"
        )
        return try #require(answer.createdID)
    }

    private func item(_ slot: Int64, _ more: String = "") -> String {
        "{\"slot_id\":\(slot)\(more)}"
    }

    private func send(
        _ user: SignedIn,
        _ mode: String,
        _ items: [String],
        key: String? = "k"
    ) throws -> HTTPClient.Answer {
        let body = "{\"mode\":\"\(mode)\",\"items\":[\(items.joined(separator: ","))]}"
        return try user.send("POST", "/holds/bulk", body, key: key)
    }

    private func remaining(_ slot: Int64, after answer: HTTPClient.Answer) throws -> Int64? {
        let text = try administrator.get("/slots/\(slot)?min_position=\(answer.position ?? 0)").body
        return text.firstMatch(of: /"remaining":(\d+)/).flatMap { Int64($0.output.1) }
    }

    @Test func `in mode each the answer is an array, and references find the holds`() throws {
        let user = try node.user()
        let items =
            (0..<4).map { item(slot, ",\"reference\":\"seat-\($0)\"") } + [item(999_999_999)]
        let answer = try send(user, "each", items)
        #expect(answer.status == 200)
        #expect(answer.body == "[true,true,true,false,false]")
        #expect(try remaining(slot, after: answer) == 0)
        let found = try user.get("/holds?reference=seat-1&min_position=\(answer.position ?? 0)")
        let hold = try #require(found.body.firstMatch(of: /"id":(\d+)/)).output.1
        #expect(try user.send("POST", "/holds/\(hold)/confirm").body == "true")
        let again = try send(user, "each", items)
        #expect(again.bytes == answer.bytes)
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(try send(user, "each", Array(items.dropLast())).status == 422)
    }

    @Test func `in mode all-or-nothing it is true, or false with the reason and the index`() throws
    {
        let user = try node.user()
        let refused = try send(user, "all-or-nothing", (0..<4).map { _ in item(slot) }, key: "a")
        #expect(refused.status == 409 && refused.body == "false")
        #expect(refused.reason == "slot-full")
        #expect(refused.headers["tally-index"] == "3")
        #expect(try remaining(slot, after: refused) == 3)
        let missing = try send(user, "all-or-nothing", [item(slot), item(999_999_999)], key: "b")
        #expect(missing.status == 404)
        #expect(missing.headers["tally-index"] == "1")
        let done = try send(user, "all-or-nothing", (0..<3).map { _ in item(slot) }, key: "c")
        #expect(done.body == "true")
        #expect(try remaining(slot, after: done) == 0)
    }

    @Test func `only an administrator names another user`() throws {
        let (user, other) = (try node.user(), try node.user())
        let items = [item(slot, ",\"user_id\":\(other.id)")]
        let refused = try send(user, "each", items)
        #expect(refused.status == 403)
        #expect(refused.body.contains("leave out user_id"))
        let unknown = item(slot, ",\"user_id\":9000000000000000000")
        let held = try send(administrator, "each", items + [unknown], key: node.uniqueName())
        #expect(held.body == "[true,false]")
        let holds = try other.get("/holds?min_position=\(held.position ?? 0)")
        #expect(holds.body.contains("\"slot_id\":\(slot),"))
    }

    @Test func `more seats than a part has are taken at once, in parts or as a whole`() throws {
        let user = try node.user()
        for mode in ["each", "all-or-nothing"] {
            let large = try Self.slot(administrator, capacity: 1_100)
            let items = (0..<1_200).map { item($0 < 1_100 ? large : slot) }
            let answer = try send(user, mode, items, key: mode)
            if mode == "each" {
                let expected = String(repeating: "1", count: 1_103)
                #expect(answer.verdicts == expected + String(repeating: "0", count: 97))
                #expect(try remaining(large, after: answer) == 0)
            } else {
                #expect(answer.headers["tally-index"] == "1100")
                #expect(try remaining(large, after: answer) == 1_100)
            }
        }
        let more = Array(repeating: item(slot), count: 10_001)
        #expect(try send(user, "each", more, key: "more").status == 422)
    }

    @Test(arguments: [
        (#"{"mode":"each","items":[@,{"slot_id":0}]}"#, "items[1].slot_id must be"),
        (#"{"mode":"each","items":[@,{}]}"#, "items[1].slot_id is required"),
        (
            #"{"mode":"each","items":[@,{"slot_id":1,"metadata":{"a":1}}]}"#,
            "items[1].metadata must be an object of strings"
        ),
        (#"{"mode":"each","items":[@,{"slot_id":1,"from":3}]}"#, "items[1].from is not a field"),
        (
            #"{"mode":"each","items":[{"slot_id":1,"linked":true}]}"#,
            "items[0].linked must not be true for the last item"
        ),
    ])
    func `a wrong item is named with its index, and nothing is done`(
        body: String,
        complaint: String
    ) throws {
        let user = try node.user()
        let answer = try user.send(
            "POST",
            "/holds/bulk",
            body.replacing("@", with: item(slot)),
            key: "wrong"
        )
        #expect(answer.status == 422, "\(answer.body)")
        #expect(answer.body.contains(complaint), "\(answer.body)")
        #expect(try send(user, "each", [item(slot)], key: "wrong").body == "[true]")
        #expect(try send(user, "each", [item(slot)], key: nil).status == 400)
    }
}

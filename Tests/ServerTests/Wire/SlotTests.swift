import TestSupport
import Testing

@testable import Settings

@Suite(.patient)
struct SlotTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    private func slot(_ administrator: SignedIn, capacity: Int) throws -> Int64 {
        let answer = try administrator.send(
            "POST",
            "/slots",
            "{\"title\":\"Chess\",\"capacity\":\(capacity)}"
        )
        #expect(answer.body == "true")
        return try #require(answer.createdID)
    }

    @Test func `a seat is held, confirmed, cancelled and free again`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let slot = try slot(administrator, capacity: 1)
        let held = try user.send("POST", "/slots/\(slot)/hold", key: "a")
        #expect(held.status == 200)
        let hold = try #require(held.createdID)
        let full = try administrator.send("POST", "/slots/\(slot)/hold", key: "b")
        #expect(full.headers["tally-reason"] == "slot-full")
        #expect(try administrator.send("POST", "/holds/\(hold)/confirm").status == 403)
        #expect(try user.send("POST", "/holds/\(hold)/confirm").body == "true")
        let again = try user.send("POST", "/holds/\(hold)/confirm")
        #expect(again.headers["tally-reason"] == "hold-already-confirmed")
        let cancelled = try user.send("DELETE", "/holds/\(hold)")
        #expect(cancelled.body == "true")
        let position = try #require(cancelled.position)
        let details = try user.get("/slots/\(slot)?min_position=\(position)")
        #expect(details.body.contains("\"remaining\":1"))
        let holds = try user.get("/holds?min_position=\(position)")
        #expect(holds.body.contains("\"state\":\"cancelled\""))
        #expect(try user.send("POST", "/holds/999999999/confirm").status == 404)
    }

    @Test func `availability lists slots, all or those with free seats`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let slot = try slot(administrator, capacity: 1)
        let held = try user.send("POST", "/slots/\(slot)/hold", key: "a")
        let position = try #require(held.position)
        let all = try user.get("/slots/availability?min_position=\(position)")
        #expect(all.body.contains("{\"slot_id\":\(slot),\"capacity\":1,\"remaining\":0}"))
        let free = try user.get("/slots/availability?available=true&min_position=\(position)")
        #expect(!free.body.contains("\"slot_id\":\(slot),"))
    }

    @Test func `a hold needs a key`() throws {
        let user = try node.user()
        let answer = try user.send("POST", "/slots/1/hold")
        #expect(answer.status == 400)
        #expect(answer.body.contains("idempotency-key-required"))
    }

    /// 33. The place is part of what a key stands for.
    @Test func `one key for two slots holds a seat of the first only`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let slots = [try slot(administrator, capacity: 1), try slot(administrator, capacity: 1)]
        let held = try user.send("POST", "/slots/\(slots[0])/hold", key: "one")
        #expect(held.body == "true")
        let reused = try user.send("POST", "/slots/\(slots[1])/hold", key: "one")
        #expect(reused.status == 422)
        #expect(reused.body.contains("/problems/idempotency-key-reused"))
        let again = try user.send("POST", "/slots/\(slots[0])/hold", key: "one")
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(again.createdID == held.createdID)
        let position = try #require(held.position)
        for (slot, remaining) in zip(slots, [0, 1]) {
            let details = try user.get("/slots/\(slot)?min_position=\(position)")
            #expect(details.body.contains("\"remaining\":\(remaining)"))
        }
    }

    @Test func `capacity is changed by administrators, never below what is taken`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let slot = try slot(administrator, capacity: 2)
        _ = try user.send("POST", "/slots/\(slot)/hold", key: "a")
        _ = try user.send("POST", "/slots/\(slot)/hold", key: "b")
        let refused = try administrator.send("PATCH", "/slots/\(slot)", "{\"capacity\":1}")
        #expect(refused.headers["tally-reason"] == "capacity-below-taken")
        #expect(try user.send("PATCH", "/slots/\(slot)", "{\"capacity\":5}").status == 403)
        let changed = try administrator.send(
            "PATCH",
            "/slots/\(slot)",
            "{\"capacity\":5,\"title\":\"Go\",\"starts_at\":\"2030-01-31T18:00:00+03:00\"}"
        )
        #expect(changed.body == "true")
        let details = try user.get("/slots/\(slot)?min_position=\(changed.position ?? 0)")
        #expect(details.body.contains("\"title\":\"Go\""))
        #expect(details.body.contains("2030-01-31T15:00:00"))
        #expect(try administrator.send("PATCH", "/slots/\(slot)", "{}").status == 422)
        #expect(
            try administrator.send("PATCH", "/slots/987654321", "{\"capacity\":5}").status == 404
        )
    }

    @Test func `a hold that runs out is swept and its seat is free`() throws {
        let node = try RunningNode { $0.holdSeconds = 1 }
        let (administrator, user) = (try node.administrator(), try node.user())
        let slot = try slot(administrator, capacity: 1)
        let held = try user.send("POST", "/slots/\(slot)/hold", key: "a")
        let hold = try #require(held.createdID)
        // The sweeper's two events come after the hold's two.
        let after = try #require(held.position) + 2
        var swept = try user.get("/holds?min_position=\(after)")
        try wait(until: "the hold is swept") {
            swept = try user.get("/holds?min_position=\(after)")
            return swept.status == 200
        }
        #expect(swept.body.contains("\"id\":\(hold)"))
        #expect(swept.body.contains("\"state\":\"expired\""))
        let late = try user.send("POST", "/holds/\(hold)/confirm")
        #expect(late.headers["tally-reason"] == "hold-expired")
        let details = try user.get("/slots/\(slot)?min_position=\(after)")
        #expect(details.body.contains("\"remaining\":1"))
    }

    @Test func `two hundred clients on one seat: exactly one is true`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let slot = try slot(administrator, capacity: 1)
        let clients = try (0..<200).map { _ in try node.client() }
        for (number, client) in clients.enumerated() {
            let request =
                "POST /slots/\(slot)/hold HTTP/1.1\r\nHost: x\r\n"
                + "Authorization: Bearer \(user.token)\r\nIdempotency-Key: \(number)\r\n\r\n"
            try client.write(Array(request.utf8))
        }
        let answers = try clients.map { try $0.readAnswer() }
        #expect(answers.filter { $0.body == "true" }.count == 1)
        #expect(answers.filter { $0.headers["tally-reason"] == "slot-full" }.count == 199)
    }
}

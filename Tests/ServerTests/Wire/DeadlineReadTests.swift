import Entities
import Events
import Postgres
import TestSupport
import Testing

@testable import Identity
@testable import Model
@testable import Node
@testable import Settings

/// What clients read after a deadline and before the sweep: the database's clock is set ahead, and
/// the sweepers run once an hour.
@Suite(.patient)
struct DeadlineReadTests {
    private let clock: DatabaseClock
    private let node: RunningNode

    init() throws {
        let database = try TestDatabase()
        clock = try DatabaseClock(database)
        node = try RunningNode(on: database) { configuration in
            configuration.transferExpirySeconds = 3_600
            configuration.holdExpirySeconds = 3_600
            configuration.holdSeconds = 600
            // For commands that are sent after the clock was set.
            configuration.clockSkewMilliseconds = 10_000_000
        }
        let connection = try database.connect()
        // Their first runs are over, and the next ones an hour ahead.
        try wait(until: "both jobs have run once") {
            try connection.execute(
                """
                SELECT FROM jobs.jobs
                WHERE name IN ('hold_expiry', 'transfer_expiry') AND last_finished_at IS NOT NULL
                """
            ).count == 2
        }
    }

    /// Sets the clock past every deadline, and waits until the node uses it.
    private func passDeadlines() throws {
        try clock.setAhead(seconds: 601)
        let machine = SystemTime().now().microseconds
        try wait(until: "the node uses the clock") {
            node.node.service.clock.unixMicroseconds >= machine + 600_500_000
        }
    }

    private func sweep(_ job: String, until position: Int64) throws {
        let administrator = try node.administrator()
        #expect(try administrator.send("POST", "/admin/jobs/\(job)/run").body == "true")
        let connection = try node.database.connect()
        try wait(until: "something has expired") {
            try !connection.execute("SELECT FROM log.events WHERE type LIKE '%.expired'").isEmpty
        }
        try wait(until: "the balance is read at \(position)") {
            try administrator.get("/balance?min_position=\(position)").status != 503
        }
    }

    private func body(_ path: String, _ user: SignedIn) throws -> String {
        try user.get(path).body
    }

    @Test func `reserved money is free from the deadline on, and the sweep changes nothing`() throws
    {
        let (alice, bob) = (try node.user(), try node.user())
        let reserved = try alice.reserve(40_000, to: bob, seconds: 600)
        let (id, position) = (try #require(reserved.createdID), try #require(reserved.position))
        let before = try alice.get("/balance?min_position=\(position)")
        #expect(before.body.contains("\"available\":60000,\"pending\":40000"))
        #expect(try alice.listed("pending", after: position) == [id])
        #expect(try bob.listed("pending", after: position) == [id])
        #expect(try alice.listed("expired", after: position) == [])
        let list = try alice.get("/transactions")
        #expect(list.body.contains("\"status\":\"pending\""))

        try passDeadlines()
        let after = try alice.get(
            "/balance",
            headers: ["If-None-Match": before.headers["etag"] ?? ""]
        )
        #expect(after.status == 200)
        #expect(after.body.contains("\"available\":100000,\"pending\":0"))
        #expect(after.position == before.position, "nothing was written")
        #expect(try body("/balances", alice).contains("\"available\":100000,\"pending\":0"))
        for user in [alice, bob] {
            #expect(try user.listed("pending", after: 0) == [])
            #expect(try user.listed("expired", after: 0) == [id])
            #expect(
                try body("/transactions", user).contains(
                    "\"status\":\"expired\",\"expires_at\":null"
                )
            )
        }
        #expect(try alice.get("/transactions").headers["etag"] != list.headers["etag"])

        let paths = [
            "/transactions", "/transactions?status=expired", "/transactions?status=pending",
        ]
        let unswept = try paths.map { try body($0, alice) }
        try sweep("transfer_expiry", until: position + 2)
        #expect(try paths.map { try body($0, alice) } == unswept)
        #expect(
            try alice.get("/balance?min_position=\(position + 2)").body
                .contains("\"available\":100000,\"pending\":0")
        )
        #expect(try bob.send("POST", "/transfers/\(id)/post").reason == "transfer-expired")
    }

    @Test func `a held seat is free from the deadline on, and the sweep changes nothing`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let made = try administrator.send("POST", "/slots", #"{"title":"Chess","capacity":1}"#)
        let slot = try #require(made.createdID)
        let held = try user.send("POST", "/slots/\(slot)/hold", key: "a")
        let position = try #require(held.position)
        let paths = [
            "/holds", "/slots/\(slot)", "/slots/availability", "/slots/availability?available=true",
        ]
        let before = try paths.map {
            try body("\($0)\($0.contains("?") ? "&" : "?")min_position=\(position)", user)
        }
        #expect(before[0].contains("\"state\":\"held\""))
        #expect(before[1].contains("\"held\":1,\"confirmed\":0,\"remaining\":0"))
        #expect(before[2].contains("\"remaining\":0"))
        #expect(before[3] == "[]")

        try passDeadlines()
        let unswept = try paths.map { try body($0, user) }
        #expect(unswept[0].contains("\"state\":\"expired\""))
        #expect(unswept[1].contains("\"held\":0,\"confirmed\":0,\"remaining\":1"))
        #expect(unswept[2] == "[{\"slot_id\":\(slot),\"capacity\":1,\"remaining\":1}]")
        #expect(unswept[3] == unswept[2])

        try sweep("hold_expiry", until: position + 2)
        #expect(try paths.map { try body($0, user) } == unswept)
    }
}

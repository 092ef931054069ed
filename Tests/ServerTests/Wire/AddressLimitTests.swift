import Foundation
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Node
@testable import Settings

/// Issue number 2: what an address counts, over TCP.
@Suite(.patient)
struct AddressLimitTests {
    private func count(_ table: String, _ node: RunningNode) throws -> Int64 {
        try node.database.connect().execute("SELECT count(*) FROM people.\(table)").only().int64(0)
    }

    /// Makes the delays of addresses last, so that no test depends on its speed.
    private func prolong(_ node: RunningNode) throws {
        try node.database.connect().script(
            "UPDATE people.address_failures SET failed_at = failed_at + interval '1 hour'"
        )
    }

    @Test func `an address is delayed for all strangers, and a trusted proxy may name it`() throws {
        let node = try RunningNode { $0.trustProxy = 1 }
        let user = try node.user()
        for number in 0..<20 {
            let address = "198.51.100.\(number), 192.0.2.1"
            let answer = try node.signIn("nobody-\(number)", "wrong", address: address)
            #expect(answer.status == 401)
        }
        #expect(try count("address_failures", node) == 20)
        try prolong(node)
        #expect(try node.signIn(user.name, address: "192.0.2.1").status == 429)
        #expect(try node.signIn(user.name, address: "192.0.2.2, 192.0.2.1").status == 429)
        #expect(try node.signIn(user.name, address: "192.0.2.1, 192.0.2.2").status == 200)
        #expect(try node.signIn(user.name).status == 200)
        // The last of two header lines is the proxy's.
        let body = "{\"username\":\"\(user.name)\",\"password\":\"password-1\"}"
        for (last, status) in [("192.0.2.1", 429), ("192.0.2.3", 200)] {
            let client = try node.client()
            let head =
                "POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "X-Forwarded-For: 192.0.2.2\r\nX-Forwarded-For: \(last)\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n"
            try client.write(Array((head + body).utf8))
            #expect(try client.readAnswer().status == status)
        }
    }

    @Test func `people who slip and then sign in do not lock their address`() throws {
        let node = try RunningNode()
        let people = try (0..<30).map { _ in try node.user() }
        for person in people {
            #expect(try node.signIn(person.name, "wrong").status == 401)
            #expect(try node.signIn(person.name).status == 200)
        }
        #expect(try count("address_failures", node) == 0)
        #expect(try node.signIn(people[0].name, "wrong").status == 401)
        for person in people { #expect(try node.signIn(person.name).status == 200) }
    }

    @Test func `names that are tried from an address delay no account that it knows`() throws {
        let node = try RunningNode()
        let user = try node.user()
        for number in 0..<20 {
            #expect(try node.signIn("nobody-\(number)", "wrong").status == 401)
        }
        try prolong(node)
        #expect(try node.signIn("nobody-99", "wrong").status == 429)
        #expect(try node.signIn(user.name).status == 200)
    }

    @Test func `without a trusted proxy the header is ignored`() throws {
        let node = try RunningNode()
        for number in 0..<3 {
            _ = try node.signIn("nobody-\(number)", "wrong", address: "192.0.2.\(number)")
        }
        let rows = try node.database.connect().execute(
            "SELECT count(DISTINCT address), count(*) FROM people.address_failures"
        )
        #expect(try rows.only().int64(0) == 1)
        #expect(try rows.only().int64(1) == 3)
    }

    @Test func `old failures and addresses are forgotten`() throws {
        let node = try RunningNode()
        let administrator = try node.administrator()
        #expect(try node.signIn("somebody", "wrong").status == 401)
        try node.database.connect().script(
            """
            INSERT INTO people.sign_in_attempts (subject, failures, last_failed_at, blocked_until)
            SELECT 'old', 9, now() - interval '25 hours', now() - interval '24 hours';
            INSERT INTO people.address_failures
            SELECT 'old', 'old', now() - interval '25 hours';
            INSERT INTO people.known_clients
            SELECT 1, 'old', now() - interval '91 days';
            INSERT INTO people.known_clients
            SELECT 1, 'new', now() - interval '89 days';
            """
        )
        let known = try count("known_clients", node)
        let run = "/admin/jobs/\(JobName.signInAttempts.rawValue)/run"
        #expect(try administrator.send("POST", run).body == "true")
        try wait(until: "the job has deleted a client") {
            try count("known_clients", node) < known
        }
        #expect(try count("known_clients", node) == known - 1)
        #expect(try count("sign_in_attempts", node) == 1)
        #expect(try count("address_failures", node) == 1)
    }

    @Test func `what is counted has no name and no address in readable form`() throws {
        let node = try RunningNode()
        _ = try node.signIn("some-name", "wrong")
        _ = try node.user()
        let rows = try node.database.connect().execute(
            """
            SELECT encode(subject, 'escape') FROM people.sign_in_attempts
            UNION ALL SELECT encode(address || account, 'escape') FROM people.address_failures
            UNION ALL SELECT encode(client, 'escape') FROM people.known_clients
            """
        )
        #expect(rows.count == 3)
        for row in rows {
            let text = try row.string(0)
            #expect(!text.contains("some-name") && !text.contains("127"))
        }
    }
}

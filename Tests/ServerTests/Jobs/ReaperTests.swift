import Postgres
import TestSupport
import Testing

@testable import API
@testable import Text

/// 33. What is kept for a limited time is kept for all of it: without its receipt, a client's second
/// try would pay twice.
@Suite(.patient)
struct ReaperTests {
    /// The rows that reapers delete, with the hours for which they are promised.
    struct Kept: Sendable {
        let job: JobName
        let hours: Int64
        /// Adds a row named `$1`, as old as `$2`.
        let insert: String
        /// The names of the rows that are left.
        let names: String
    }

    static let kinds = [
        Kept(
            job: .receipts,
            hours: 24,
            insert: """
                INSERT INTO log.receipts (actor, key, fingerprint, position, recorded_at, seal)
                VALUES (1, $1, '', 1, now() - $2 * interval '1 hour', '')
                """,
            names: "SELECT key FROM log.receipts WHERE actor = 1"
        ),
        Kept(
            job: .signInAttempts,
            hours: 24,
            insert: """
                INSERT INTO people.sign_in_attempts
                    (subject, failures, last_failed_at, blocked_until)
                SELECT convert_to($1, 'UTF8'), 1, failed_at, failed_at
                FROM (SELECT now() - $2 * interval '1 hour' AS failed_at) AS t
                """,
            names: "SELECT convert_from(subject, 'UTF8') FROM people.sign_in_attempts"
        ),
        Kept(
            job: .signInAttempts,
            hours: 24,
            insert: """
                INSERT INTO people.address_failures (address, account, failed_at)
                VALUES ('', convert_to($1, 'UTF8'), now() - $2 * interval '1 hour')
                """,
            names: "SELECT convert_from(account, 'UTF8') FROM people.address_failures"
        ),
        Kept(
            job: .signInAttempts,
            hours: 90 * 24,
            insert: """
                INSERT INTO people.known_clients (user_id, client, seen_at)
                VALUES (9000000, convert_to($1, 'UTF8'), now() - $2 * interval '1 hour')
                """,
            names: """
                SELECT convert_from(client, 'UTF8') FROM people.known_clients
                WHERE user_id = 9000000
                """
        ),
        Kept(
            job: .sessionDetails,
            hours: 336,
            insert: """
                INSERT INTO people.sessions
                    (session_id, user_id, address_kind, client, last_used_at)
                VALUES (9000000 + length($1), 9000000, 'loopback', $1,
                    now() - $2 * interval '1 hour')
                """,
            names: "SELECT client FROM people.sessions WHERE user_id = 9000000"
        ),
        Kept(
            job: .commands,
            hours: 168,
            insert: """
                INSERT INTO jobs.commands
                    (command, route, subject, actor, outcome, received_at, idempotency_key)
                VALUES (gen_random_uuid(), 'transfer', 0, 1, 'failed',
                    now() - $2 * interval '1 hour', $1)
                """,
            names: "SELECT idempotency_key FROM jobs.commands WHERE actor = 1"
        ),
    ]

    @Test(arguments: kinds)
    func `rows stay an hour less than promised and go an hour later`(_ kept: Kept) throws {
        let node = try RunningNode()
        let connection = try node.database.connect()
        for (name, hours) in [("young", kept.hours - 1), ("old", kept.hours + 1)] {
            try connection.execute(kept.insert, [.text(name), .int32(Int32(hours))])
        }
        let job = try node.administrator().run(kept.job.rawValue)
        #expect(job["last_outcome"] != .string("failed"))
        #expect(try connection.execute(kept.names).map { try $0.string(0) } == ["young"])
    }

    @Test func `the receipts of a file of transfers stay for ever`() throws {
        let node = try RunningNode()
        let connection = try node.database.connect()
        let kept = try #require(Self.kinds.first { $0.job == .receipts })
        let mark = String(repeating: "0a", count: 16)
        let names = ["transfers-\(mark)", "part 2 of transfers-\(mark)", "transfers-\(mark)-1.2"]
        for name in names + ["transfers-december"] {
            try connection.execute(kept.insert, [.text(name), .int32(100_000)])
        }
        _ = try node.administrator().run(kept.job.rawValue)
        let left = try connection.execute(kept.names).map { try $0.string(0) }
        #expect(Set(left) == Set(names))
    }

    @Test func `every job that deletes old rows is among them`() {
        let reaping = JobName.allCases.filter { job in
            switch job {
            case .receipts, .signInAttempts, .sessionDetails, .commands: true
            case .rates, .serviceCatalogue, .orderRegistration, .orderPolling, .holdExpiry,
                .transferExpiry, .replay, .verify:
                false
            }
        }
        #expect(Set(reaping) == Set(Self.kinds.map(\.job)))
    }
}

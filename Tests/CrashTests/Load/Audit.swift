import Postgres
import TestSupport
import Testing

/// Compares a database's log with the answers to clients.
enum Audit {
    /// Requires that each `true` is in the log once and whole, that no refused command is there,
    /// and that chain, invariants and read models agree.
    ///
    /// `tally` runs a command on that database. `others` are memos of commands to ignore.
    static func check(
        _ told: [Load.Told],
        _ connection: Connection,
        others: Set<String> = [],
        tally: ([String]) throws -> TallyProcess.Result
    ) throws {
        var postings = try postings(connection).filter { !others.contains($0.key) }
        var wrong: [String] = []
        for answer in told {
            let found = postings.removeValue(forKey: answer.memo)
            let isRight =
                switch answer.body {
                case "true": found?.debits == 1 && found?.credits == 1
                case "false": found == nil
                default: false
                }
            if !isRight { wrong.append("\(answer.memo) \(answer.body) \(found as Any)") }
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(told.count)")
        #expect(postings.isEmpty, "in the log, but answered to nobody: \(postings.keys)")
        let verified = try tally(["verify"])
        #expect(verified.exitCode == 0, "\(verified)")
        let compared = try tally(["replay", "--verify"])
        #expect(compared.exitCode == 0, "\(compared)")
    }

    /// The same on a server of a test.
    static func check(
        _ told: [Load.Told],
        _ server: PostgresServer,
        others: Set<String> = []
    ) throws {
        try check(told, server.connect(), others: others) { arguments in
            try TallyProcess.run(arguments, environment: ["DATABASE_URL": server.conninfo()])
        }
    }

    /// How often each memo was debited and credited.
    static func postings(
        _ connection: Connection
    ) throws -> [String: (debits: Int64, credits: Int64)] {
        let rows = try connection.execute(
            """
            SELECT data->>'memo', count(*) FILTER (WHERE type = 'account.debited'),
                count(*) FILTER (WHERE type = 'account.credited')
            FROM log.events WHERE data->>'memo' IS NOT NULL GROUP BY 1
            """
        )
        var postings: [String: (debits: Int64, credits: Int64)] = [:]
        for row in rows {
            postings[try row.string(0)] = (try row.int64(1), try row.int64(2))
        }
        return postings
    }
}

/// The balances of all accounts at every position, folded from the log.
struct Ledger {
    private struct Change {
        let position: Int64
        let available: Int64
    }

    private var changes: [String: [Change]] = [:]

    init(_ connection: Connection) throws {
        let rows = try connection.execute(
            """
            SELECT stream, position, (sum(
                CASE type WHEN 'account.debited' THEN -1 ELSE 1 END * (data->>'amount')::bigint
            ) OVER (PARTITION BY stream ORDER BY position))::bigint
            FROM log.events
            WHERE type IN ('account.debited', 'account.credited')
            ORDER BY position
            """
        )
        for row in rows {
            let change = Change(position: try row.int64(1), available: try row.int64(2))
            changes[try row.string(0), default: []].append(change)
        }
    }

    /// A user's balance after the event at a position; nil if that event did not change it.
    func available(of user: Int, at position: Int64) -> Int64? {
        changes["account-\(user)"]?.last { $0.position <= position }
            .flatMap { $0.position == position ? $0.available : nil }
    }
}

import Postgres
import TestSupport
import Testing

/// What a database's log holds, beside what clients were told.
enum Audit {
    /// Every `true` is in the log once, whole; no refused command left a trace; chain, invariants and
    /// read models agree.
    ///
    /// `tally` runs a command on that database. `others` are memos of commands that are not looked at.
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

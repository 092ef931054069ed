import Foundation
import Postgres
import TestSupport
import Testing

/// kill -9 under load, at random moments.
///
/// `TALLY_CRASH_ROUNDS` says how many times each (2 unless set).
@Suite(.serialized) struct CrashTests {
    private let rounds =
        ProcessInfo.processInfo.environment["TALLY_CRASH_ROUNDS"].flatMap { Int($0) } ?? 2

    @Test func `what was answered before the service is killed stands, and nothing else`() throws {
        try crash { try $0.killService() }
    }

    @Test func `what was answered before PostgreSQL is killed stands, and nothing else`() throws {
        try crash { try $0.killPostgres() }
    }

    @Test func `SIGTERM under load answers what was taken and ends with 0`() throws {
        let bed = try CrashBed()
        let users = try register(bed, 5)
        let load = Load(port: bed.port, users: users, clients: 4, run: 0)
        wait(until: { load.answered > 50 })
        #expect(bed.stopService() == 0)
        try bed.killService()
        let (told, problems) = load.stop()
        #expect(problems.isEmpty)
        try check(told, bed)
    }

    @Test func `a signal that comes twice at once asks once`() throws {
        let bed = try CrashBed()
        #expect(bed.stopService(signals: 50) == 0)
    }

    private func crash(_ kill: (CrashBed) throws -> Void) throws {
        let bed = try CrashBed()
        let users = try register(bed, 20)
        var told: [Load.Told] = []
        for round in 0..<rounds {
            let load = Load(port: bed.port, users: users, clients: 16, run: round)
            let moment = Int.random(in: 20..<400)
            wait(until: { load.answered >= moment })
            try kill(bed)
            let before = load.answered
            wait(until: { load.answered > before + 20 })
            let (answers, problems) = load.stop()
            #expect(problems.isEmpty, "\(bed.serviceLog)")
            told += answers
        }
        try check(told, bed)
    }

    /// Every `true` is in the log once, whole; no refused command left a trace; chain, invariants and
    /// read models agree.
    private func check(_ told: [Load.Told], _ bed: CrashBed) throws {
        let connection = try bed.connect()
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
        for answer in told {
            let found = postings.removeValue(forKey: answer.memo)
            switch answer.body {
            case "true":
                #expect(found?.debits == 1 && found?.credits == 1, "\(answer) has \(found as Any)")
            case "false":
                #expect(found == nil, "\(answer) has \(found as Any)")
            default:
                Issue.record("\(answer)")
            }
        }
        #expect(postings.isEmpty, "in the log, but answered to nobody: \(postings.keys)")
        let verified = try bed.tally("verify")
        #expect(verified.exitCode == 0, "\(verified)")
        let compared = try bed.tally("replay", "--verify")
        #expect(compared.exitCode == 0, "\(compared)")
    }

    private func register(_ bed: CrashBed, _ count: Int) throws -> [Load.User] {
        wait(until: { (try? HTTPClient(port: bed.port)) != nil })
        let client = try HTTPClient(port: bed.port)
        return try (0..<count).map { number in
            let name = "crash-\(number)"
            let registered = try client.send(
                "POST",
                "/register",
                body:
                    #"{"username":"\#(name)","email":"\#(name)@example.com","password":"password"}"#
            )
            try #require(registered.status == 200, "\(registered)")
            let token = try client.send(
                "POST",
                "/token",
                body: #"{"username":"\#(name)","password":"password"}"#
            )
            let access = try #require(field("access_token", in: token) as? String)
            let position = try #require(registered.headers["tally-position"])
            let me = try client.send("GET", "/me?min_position=\(position)", token: access)
            return Load.User(id: try #require(field("id", in: me) as? Int), token: access)
        }
    }

    private func field(_ name: String, in answer: HTTPClient.Answer) throws -> (any Sendable)? {
        let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
        let value = (object as? [String: any Sendable])?[name]
        return value
    }

    /// Polls, since what is waited for happens in other processes; gives up after two minutes.
    private func wait(until isTrue: () -> Bool) {
        let start = ContinuousClock.now
        while !isTrue(), ContinuousClock.now - start < .seconds(120) { usleep(1_000) }
    }
}

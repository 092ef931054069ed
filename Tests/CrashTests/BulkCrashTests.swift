import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

extension CrashTests {
    /// kill -9 between the parts of long bulks.
    @Suite(.patient) struct BulkCrashTests {
        /// Items of one bulk; several parts of mode each.
        private static let count = 6_000

        @Test
        func `a bulk whose service is killed again and again gives the array that the log holds`()
            throws
        {
            let bed = try CrashBed(environment: ["TALLY_OPENING_GRANT": "1000000"])
            let place = HTTPClient.Place(port: bed.port)
            try wait(until: "the service listens") { (try? HTTPClient(place)) != nil }
            let users = try People.register(2, at: place)
            for round in 0..<Rounds.count(each: 1) {
                try kill(during: "each", round, users, bed)
                try kill(during: "all-or-nothing", round, users, bed)
            }
            let verified = try bed.tally(["verify"])
            #expect(verified.exitCode == 0, "\(verified)")
            let compared = try bed.tally(["replay", "--verify"])
            #expect(compared.exitCode == 0, "\(compared)")
        }

        /// Sends a bulk under one key until it is answered, and kills the service meanwhile.
        private func kill(
            during mode: String,
            _ round: Int,
            _ users: [Load.User],
            _ bed: CrashBed
        ) throws {
            let run = "\(mode)-\(round)"
            let before = try events(run, bed).count
            #expect(before == 0)
            let sender = Sender(HTTPClient.Place(port: bed.port), users[0], body(run, mode, users))
            // As soon as some of it is in the log, and once more while it is sent again.
            for pause in [0, UInt32.random(in: 0..<400_000)] {
                try wait(until: "some of the bulk is in the log") {
                    (try? events(run, bed).isEmpty) == false || sender.answer != nil
                }
                usleep(pause)
                try bed.killService()
            }
            let answer = try sender.lastAnswer()
            #expect(answer.status == 200 || answer.status == 409, "\(answer.body)")
            let done = try events(run, bed)
            if mode == "each" {
                let array = try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
                let verdicts = try #require(array as? [Bool])
                #expect(verdicts.count == Self.count)
                let promised = Set(verdicts.indices.filter { verdicts[$0] }.map { "\(run)-\($0)" })
                #expect(promised == Set(done.keys))
                // Every seventh item is too much.
                #expect(verdicts.indices.allSatisfy { verdicts[$0] || $0 % 7 == 6 })
            } else {
                #expect(done.count == (answer.body == "true" ? Self.count : 0))
            }
            #expect(done.values.allSatisfy { $0 == 1 }, "an item was done twice")
            // The stored answer is the same.
            let again = try Sender(
                HTTPClient.Place(port: bed.port),
                users[0],
                body(run, mode, users)
            ).lastAnswer()
            #expect(again.bytes == answer.bytes)
        }

        private func body(_ run: String, _ mode: String, _ users: [Load.User]) -> (String, String) {
            let items = (0..<Self.count).map { index in
                let amount = mode == "each" && index % 7 == 6 ? 1_000_000_000 : 1
                return "{\"receiver_id\":\(users[1].id),\"amount\":\(amount),"
                    + "\"memo\":\"\(run)-\(index)\"}"
            }
            return (run, "{\"mode\":\"\(mode)\",\"items\":[\(items.joined(separator: ","))]}")
        }

        /// How often each memo of the run was debited.
        private func events(_ run: String, _ bed: CrashBed) throws -> [String: Int64] {
            let rows = try bed.connect().execute(
                """
                SELECT data->>'memo', count(*) FROM log.events
                WHERE type = 'account.debited' AND starts_with(data->>'memo', $1) GROUP BY 1
                """,
                [.text(run + "-")]
            )
            var counts: [String: Int64] = [:]
            for row in rows { counts[try row.string(0)] = try row.int64(1) }
            return counts
        }
    }
}

/// A client that sends one bulk under one key until it gets an answer that is no problem.
private final class Sender: Sendable {
    private struct Unanswered: Error {}

    private let received = Mutex<HTTPClient.Answer?>(nil)

    init(_ place: HTTPClient.Place, _ user: Load.User, _ bulk: (key: String, body: String)) {
        Thread { [self] in
            while received.withLock({ $0 == nil }) {
                let client = try? HTTPClient(place)
                let answer = try? client?.send(
                    "POST",
                    "/transfers/bulk",
                    token: user.token,
                    headers: ["Idempotency-Key": bulk.key],
                    body: bulk.body
                )
                guard let answer, answer.status < 500 else {
                    usleep(20_000)
                    continue
                }
                received.withLock { $0 = answer }
            }
        }.start()
    }

    var answer: HTTPClient.Answer? { received.withLock { $0 } }

    func lastAnswer() throws -> HTTPClient.Answer {
        try wait(until: "the bulk is answered") { answer != nil }
        guard let answer else { throw Unanswered() }
        return answer
    }
}

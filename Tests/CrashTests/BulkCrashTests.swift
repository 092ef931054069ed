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

        @Test(arguments: BulkKind.allCases)
        func `a bulk whose service is killed again and again gives the array that the log holds`(
            kind: BulkKind
        ) throws {
            let bed = try CrashBed(environment: ["TALLY_OPENING_GRANT": "1000000"])
            let place = HTTPClient.Place(port: bed.port)
            try wait(until: "the service listens") { (try? HTTPClient(place)) != nil }
            let users = try People.register(2, at: place)
            let subject = try kind.subject(users, bed)
            for round in 0..<Rounds.count(each: 1) {
                for mode in ["each", "all-or-nothing"] {
                    let bulk = bulk(kind, of: subject, mode, "\(mode)-\(round)")
                    try kill(during: bulk, mode, users[0], bed)
                }
            }
            let verified = try bed.tally(["verify"])
            #expect(verified.exitCode == 0, "\(verified)")
            let compared = try bed.tally(["replay", "--verify"])
            #expect(compared.exitCode == 0, "\(compared)")
        }

        /// Sends a bulk under one key until it is answered, and kills the service meanwhile.
        private func kill(
            during bulk: SentBulk,
            _ mode: String,
            _ user: Load.User,
            _ bed: CrashBed
        ) throws {
            let before = try bulk.items(bed).count
            #expect(before == 0)
            let sender = Sender(HTTPClient.Place(port: bed.port), user, bulk)
            // As soon as some of it is in the log, and once more while it is sent again.
            for pause in [0, UInt32.random(in: 0..<400_000)] {
                try wait(until: "some of the bulk is in the log") {
                    (try? bulk.items(bed).isEmpty) == false || sender.answer != nil
                }
                usleep(pause)
                try bed.killService()
            }
            let answer = try sender.lastAnswer()
            #expect(answer.status == 200 || answer.status == 409, "\(answer.body)")
            let done = try bulk.items(bed)
            if mode == "each" {
                let array = try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
                let verdicts = try #require(array as? [Bool])
                #expect(verdicts.count == Self.count)
                let promised = Set(
                    verdicts.indices.filter { verdicts[$0] }.map { "\(bulk.key)-\($0)" }
                )
                #expect(promised == Set(done.keys))
                // Every seventh item is one that a rule forbids.
                #expect(verdicts.indices.allSatisfy { verdicts[$0] || $0 % 7 == 6 })
            } else {
                #expect(done.count == (answer.body == "true" ? Self.count : 0))
            }
            #expect(done.values.allSatisfy { $0 == 1 }, "an item was done twice")
            // The stored answer is the same.
            let again = try Sender(HTTPClient.Place(port: bed.port), user, bulk).lastAnswer()
            #expect(again.bytes == answer.bytes)
        }

        /// In mode each every seventh item is one that a rule forbids.
        private func bulk(
            _ kind: BulkKind,
            of subject: Int64,
            _ mode: String,
            _ key: String
        ) -> SentBulk {
            let items = (0..<Self.count).map { index in
                let isForbidden = mode == "each" && index % 7 == 6
                return kind.item(of: subject, "\(key)-\(index)", isForbidden: isForbidden)
            }
            let body = "{\"mode\":\"\(mode)\",\"items\":[\(items.joined(separator: ","))]}"
            return SentBulk(kind: kind, key: key, body: body)
        }
    }
}

/// What a bulk consists of.
enum BulkKind: String, CaseIterable, Sendable {
    case transfers
    case holds

    var path: String { "/\(rawValue)/bulk" }

    /// The event that each item has once.
    var eventType: String {
        switch self {
        case .transfers: "account.debited"
        case .holds: "hold.placed"
        }
    }

    /// What all items name: the user who is paid, or a slot with seats for all.
    fileprivate func subject(_ users: [Load.User], _ bed: CrashBed) throws -> Int64 {
        switch self {
        case .transfers: return Int64(users[1].id)
        case .holds:
            let granted = try bed.tally(["admin", "grant", People.name(1)])
            try #require(granted.exitCode == 0, "\(granted)")
            let place = HTTPClient.Place(port: bed.port)
            let token = try People.token(of: People.name(1), HTTPClient(place))
            let made = try HTTPClient(place).send(
                "POST",
                "/slots",
                token: token,
                body: #"{"title":"Stadium","capacity":1000000}"#
            )
            try #require(made.body == "true", "\(made)")
            let location = try #require(made.headers["location"])
            return try #require(location.split(separator: "/").last.flatMap { Int64($0) })
        }
    }

    fileprivate func item(of subject: Int64, _ reference: String, isForbidden: Bool) -> String {
        switch self {
        case .transfers:
            let amount = isForbidden ? 1_000_000_000 : 1
            return
                "{\"receiver_id\":\(subject),\"amount\":\(amount),\"reference\":\"\(reference)\"}"
        case .holds:
            let slot = isForbidden ? 999_999_999 : subject
            return "{\"slot_id\":\(slot),\"reference\":\"\(reference)\"}"
        }
    }
}

/// A bulk whose items have its key and their index as their references.
private struct SentBulk: Sendable {
    let kind: BulkKind
    let key: String
    let body: String

    /// How often the log has each item, by its reference.
    func items(_ bed: CrashBed) throws -> [String: Int64] {
        let rows = try bed.connect().execute(
            """
            SELECT data->>'reference', count(*) FROM log.events
            WHERE type = $1 AND starts_with(data->>'reference', $2) GROUP BY 1
            """,
            [.text(kind.eventType), .text(key + "-")]
        )
        var counts: [String: Int64] = [:]
        for row in rows { counts[try row.string(0)] = try row.int64(1) }
        return counts
    }
}

/// A client that sends one bulk under one key until it gets an answer that is no problem.
private final class Sender: Sendable {
    private struct Unanswered: Error {}

    private let received = Mutex<HTTPClient.Answer?>(nil)

    init(_ place: HTTPClient.Place, _ user: Load.User, _ bulk: SentBulk) {
        Thread { [self] in
            while received.withLock({ $0 == nil }) {
                let client = try? HTTPClient(place)
                let answer = try? client?.send(
                    "POST",
                    bulk.kind.path,
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

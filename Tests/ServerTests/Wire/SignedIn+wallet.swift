import Commands
import Entities
import Events
import Postgres
import Synchronization
import TestSupport

@testable import Jobs
@testable import Model
@testable import Runtime
@testable import Settings
@testable import Text
@testable import Tool

extension SignedIn {
    /// Reserves money for the receiver.
    func reserve(
        _ amount: Int64,
        to receiver: SignedIn,
        seconds: Int? = nil,
        key: String? = nil
    ) throws -> HTTPClient.Answer {
        let timeout = seconds.map { ",\"timeout_seconds\":\($0)" } ?? ""
        let body = "{\"receiver_id\":\(receiver.id),\"amount\":\(amount)\(timeout)}"
        return try send("POST", "/transfers/pending", body, key: key)
    }

    /// The ids of the user's transfers with this status, newest first, as of a position or later.
    func listed(_ status: String, after position: Int64?) throws -> [Int64] {
        let list = try get("/transactions?status=\(status)&min_position=\(position ?? 0)")
        guard case .array(let rows) = try JSONValue(Array(list.body.utf8)) else {
            throw Complaint("not a list: \(list.body)")
        }
        return rows.compactMap { row in
            guard case .object(let object) = row, case .integer(let id)? = object["id"],
                object["status"] == .string(status)
            else { return nil }
            return id
        }
    }

    func exchange(
        _ amount: String,
        _ from: String,
        _ to: String,
        key: String? = nil
    ) throws -> HTTPClient.Answer {
        let body = "{\"from\":\"\(from)\",\"to\":\"\(to)\",\"amount\":\(amount)}"
        return try send("POST", "/exchange", body, key: key)
    }

    /// The bytes of a request, to write with others.
    func request(_ method: String, _ path: String, _ body: String = "") -> [UInt8] {
        let type = body.isEmpty ? "" : "Content-Type: application/json\r\n"
        return Array(
            ("\(method) \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n\(type)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)").utf8
        )
    }
}

extension RunningNode {
    /// Records the prices of one dollar as of some seconds ago.
    func record(_ quotes: [(code: String, rate: String)], secondsAgo: Int = 0) throws {
        let quotes = quotes.compactMap { code, rate -> RateQuote? in
            guard let currency = Currency(code), let rate = ExactDecimal(rate) else { return nil }
            return RateQuote(currency: currency, rate: rate)
        }
        let jump = RateJump(percent: configuration.rateJumpPercent, confirmationSeconds: 60)
        let outcomes = Self.recording.withLock { _ in
            let quotedAt = SystemTime().now().advanced(bySeconds: -secondsAgo)
            var writer = LocalWriter(database.options, configuration)
            return writer.perform([RecordRates(quotes, quotedAt: quotedAt, jump)], as: .system)
        }
        guard outcomes.allSatisfy(\.isDone) else { throw Complaint("not recorded: \(outcomes)") }
    }

    /// One at a time: quotes older than the latest ones are refused, so that tests side by side
    /// must record theirs in the order of their times.
    private static let recording = Mutex(())
}

extension HTTPClient.Answer {
    var reason: String? { headers["tally-reason"] }
}

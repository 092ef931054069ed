import Postgres
import TestSupport

@testable import Text

extension RunningNode {
    /// What may keep a read model from going on.
    enum Stall: String, CaseIterable {
        case checkpoints = "SELECT FROM read.checkpoints FOR UPDATE"
        case table = "LOCK TABLE read.balances IN ACCESS EXCLUSIVE MODE"
    }

    /// Keeps the read models where they are until the connection is rolled back.
    func stall(_ stall: Stall = .checkpoints) throws -> Connection {
        let connection = try database.connect()
        try connection.script("BEGIN; \(stall.rawValue)")
        return connection
    }
}

extension HTTPClient.Answer {
    /// Seconds since the read model was known to hold the whole log.
    var age: Int? { headers["age"].flatMap { Int($0) } }

    /// What is a text in the object of its body.
    func text(_ name: String) throws -> String? {
        guard case .string(let text)? = try JSONObject(bytes)[name] else { return nil }
        return text
    }
}

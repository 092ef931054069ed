import Foundation
import PrivateServer
import TestSupport

/// A user of the running service and the token to act as it.
struct SignedIn {
    let id: Int
    let token: String
}

extension [SignedIn] {
    /// Requests for transfers of 0.01 from random users to those that `receiver` returns.
    func transfers(
        _ count: Int = 20_000,
        seed: UInt64,
        to receiver: (inout SeededGenerator) -> SignedIn
    ) -> [WrkRequest] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let to = receiver(&random)
            var from = element(from: &random)
            // Nobody pays to the own wallet.
            while from.id == to.id { from = element(from: &random) }
            return WrkRequest(
                method: "POST",
                path: "/transfer",
                token: from.token,
                body: #"{"receiver_id":\#(to.id),"amount":1}"#
            )
        }
    }

    /// One of them at random.
    func element(from random: inout SeededGenerator) -> SignedIn {
        self[Int(random.next() % UInt64(count))]
    }
}

/// `tally serve` as a process of its own.
final class Service {
    /// What everybody here signs in with.
    static let password = "correct horse 7"

    let port: Int
    private let database: String
    private let child: ChildProcess

    var identifier: Int32 { child.identifier }

    static let cheapPasswords = ["TALLY_SCRYPT_LOG_N": "10", "TALLY_SCRYPT_P": "1"]

    /// Registering 1,000 users is not what most parts measure, so their passwords are hashed
    /// cheaply unless another `environment` is given.
    init(
        database: String,
        program path: String? = nil,
        port: Int = 18_098,
        environment: [String: String] = Service.cheapPasswords
    ) throws {
        self.database = database
        self.port = port
        child = try ChildProcess(
            path ?? program("tally"),
            ["serve", "--database", database, "--port", String(port)],
            environment: environment.merging(["TALLY_REGISTRATIONS_PER_MINUTE": "0"]) { $1 }
        )
        try waitUntilReady()
    }

    func stop() {
        child.stop()
    }

    /// Registers and signs in `count` users over HTTP.
    func register(_ count: Int) throws -> [SignedIn] {
        let client = try HTTPClient(port: UInt16(port))
        return try (0..<count).map { index in
            let account =
                #"{"username":"user-\#(index)","email":"user-\#(index)@example.com","#
                + #""password":"\#(Self.password)"}"#
            let registered = try client.send("POST", "/register", body: account)
            guard registered.status == 200 else { throw BenchError("register: \(registered)") }
            let access = try signIn("user-\(index)", client)
            let position = registered.headers["tally-position"] ?? "0"
            let me = try client.send("GET", "/me?min_position=\(position)", token: access)
            return SignedIn(id: try number(in: me), token: access)
        }
    }

    /// Creates slots, as an administrator with this token.
    func createSlots(_ count: Int, by token: String) throws {
        let client = try HTTPClient(port: UInt16(port))
        for index in 0..<count {
            let slot = #"{"title":"Slot \#(index)","capacity":\#(10 + index)}"#
            let created = try client.send("POST", "/slots", token: token, body: slot)
            guard created.status == 200 else { throw BenchError("slots: \(created)") }
        }
    }

    /// Creates an administrator; returns the token.
    func administrator() throws -> String {
        let made = try TallyProcess.run(
            ["admin", "create", "--username", "bench-admin", "--database", database],
            input: Self.password
        )
        guard made.exitCode == 0 else { throw BenchError("admin create: \(made)") }
        return try signIn("bench-admin", HTTPClient(port: UInt16(port)))
    }

    /// Signs in and returns the access token.
    func signIn(_ username: String, _ client: HTTPClient) throws -> String {
        let account = #"{"username":"\#(username)","password":"\#(Self.password)"}"#
        return try text("access_token", in: try client.send("POST", "/token", body: account))
    }

    private func text(_ key: String, in answer: HTTPClient.Answer) throws -> String {
        guard let value = try object(answer)[key] as? String else {
            throw BenchError("no \(key) in \(answer)")
        }
        return value
    }

    private func number(in answer: HTTPClient.Answer) throws -> Int {
        guard let value = try object(answer)["id"] as? Int else {
            throw BenchError("no id in \(answer)")
        }
        return value
    }

    private func object(_ answer: HTTPClient.Answer) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
        return value as? [String: Any] ?? [:]
    }

    /// Asks every hundredth of a second until the cache is warm, a minute at most.
    private func waitUntilReady() throws {
        for _ in 0..<6_000 {
            if let client = try? HTTPClient(port: UInt16(port)),
                try client.send("GET", "/ready").status == 200
            {
                return
            }
            usleep(10_000)
        }
        throw BenchError("tally serve was not ready within a minute")
    }
}

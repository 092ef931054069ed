import Commands
import Events
import Glibc
import Postgres
import Synchronization
import TestSupport

@testable import Model
@testable import Node
@testable import Runtime
@testable import Settings
@testable import Text
@testable import Tool

extension TestDatabase {
    /// With all schemas.
    static func migrated() throws -> TestDatabase {
        try TestDatabase(copyOf: "service") { options in
            try Database(DatabaseOptions(url: options.conninfo)).migrate()
        }
    }
}

/// A whole service on a database of its own, reached over TCP.
final class RunningNode: Sendable {
    /// For tests that only add users and things of their own.
    static let shared = Result { try RunningNode(isShared: true) }
    /// Waits for a position only briefly: for tests of positions that are not reached.
    static let impatient = Result { try RunningNode { $0.positionWaitMilliseconds = 50 } }

    let database: TestDatabase
    let node: Node
    let configuration: Configuration
    /// Whether other tests use it at the same time.
    private let isShared: Bool
    private let names = Atomic(0)

    /// Migrates and starts, and waits until it is ready, unless it can't become ready.
    ///
    /// Passwords are hashed cheaply. `time` is the machine's clock, as the node sees it.
    init(
        on database: TestDatabase? = nil,
        time: any TimeSource & Sendable = SystemTime(),
        becomesReady: Bool = true,
        isShared: Bool = false,
        _ change: (inout Configuration) -> Void = { _ in }
    ) throws {
        self.isShared = isShared
        self.database = try database ?? TestDatabase.migrated()
        var configuration = Configuration()
        configuration.scryptLogN = 4
        configuration.registrationsPerMinute = 0
        configuration.positionWaitMilliseconds = 20_000
        change(&configuration)
        self.configuration = configuration
        let place = try Database(DatabaseOptions(url: self.database.conninfo))
        try place.migrate()
        node = try Node(
            database: place.options,
            secrets: try place.secrets(),
            configuration: configuration,
            host: "127.0.0.1",
            port: 0,
            time: time
        )
        try node.start()
        if becomesReady { try wait(until: "the node is ready") { node.isReady } }
    }

    deinit {
        node.stop()
    }

    func client() throws -> HTTPClient { try HTTPClient(port: node.port) }

    /// An address for a sign-in that may fail; nil is the machine's own.
    ///
    /// Failures are counted by address, so tests that share a node must not share one.
    func signInAddress() -> String? {
        guard isShared else { return nil }
        let number = names.add(1, ordering: .relaxed).newValue
        return "10.77.\(number / 250).\(number % 250 + 1)"
    }

    /// A name that no other test has.
    func uniqueName() -> String { "user-\(names.add(1, ordering: .relaxed).newValue)" }

    /// Registers and signs in.
    func user(_ name: String? = nil) throws -> SignedIn {
        let name = name ?? uniqueName()
        let client = try client()
        let body =
            "{\"username\":\"\(name)\",\"email\":\"\(name)@example.org\",\"password\":\"password-1\"}"
        let registered = try client.send("POST", "/register", body: body)
        guard registered.status == 200, let id = registered.createdID else {
            throw Complaint("not registered: \(registered.body)")
        }
        return SignedIn(
            id: id,
            name: name,
            token: try token(name, client),
            client: client,
            registeredAt: registered.position ?? 0
        )
    }

    /// Registers, gives the role and signs in.
    func administrator() throws -> SignedIn {
        let user = try user()
        var writer = LocalWriter(database.options, configuration)
        _ = writer.perform([GrantRole(to: .user(UserID(user.id)), role: .admin)], as: .system)
        return SignedIn(
            id: user.id,
            name: user.name,
            token: try token(user.name, user.client),
            client: user.client,
            registeredAt: user.registeredAt
        )
    }

    private func token(_ name: String, _ client: HTTPClient) throws -> String {
        let answer = try client.send(
            "POST",
            "/token",
            body: "{\"username\":\"\(name)\",\"password\":\"password-1\"}"
        )
        let object = try JSONObject(Array(answer.body.utf8))
        guard case .string(let token)? = object["access_token"] else {
            throw Complaint("not signed in: \(answer.body)")
        }
        return token
    }
}

/// A user with a connection.
struct SignedIn {
    let id: Int64
    let name: String
    let token: String
    let client: HTTPClient
    /// The position of the last event of the registration.
    let registeredAt: Int64

    func get(_ path: String, headers: [String: String] = [:]) throws -> HTTPClient.Answer {
        try client.send("GET", path, token: token, headers: headers)
    }

    func send(
        _ method: String,
        _ path: String,
        _ body: String? = nil,
        key: String? = nil
    ) throws -> HTTPClient.Answer {
        let headers = key.map { ["Idempotency-Key": $0] } ?? [:]
        return try client.send(method, path, token: token, headers: headers, body: body)
    }

    func transfer(
        _ amount: Int64,
        to receiver: SignedIn,
        key: String? = nil
    ) throws -> HTTPClient.Answer {
        let body = "{\"receiver_username\":\"\(receiver.name)\",\"amount\":\(amount)}"
        return try send("POST", "/transfer", body, key: key)
    }

    /// The free money as of the answer to a command, or else the registration, or later.
    func available(after answer: HTTPClient.Answer? = nil) throws -> Int64? {
        let history = answer?.headers["tally-history"].map { "&history=\($0)" } ?? ""
        let position = answer?.position ?? registeredAt
        let balance = try get("/balance?min_position=\(position)\(history)")
        let object = try JSONObject(Array(balance.body.utf8))
        guard case .integer(let available)? = object["available"] else { return nil }
        return available
    }
}

extension HTTPClient.Answer {
    /// The id at the end of `Location`.
    var createdID: Int64? {
        headers["location"]?.split(separator: "/").last.flatMap { Int64($0) }
    }

    var position: Int64? { headers["tally-position"].flatMap { Int64($0) } }
}

extension RunningNode {
    /// Writes an event at the log's end, `position`, that no software knows, so that the projection
    /// of holds stops before it.
    func stopHolds(at position: Int64) throws {
        try database.connect().script(
            """
            BEGIN;
            INSERT INTO log.events
                (position, stream, version, type, schema, data, command, actor, recorded_at)
            VALUES (\(position), 'hold-1', 1, 'hold.exploded', 1, '{}', gen_random_uuid(), 0, now());
            INSERT INTO log.batches (last_position, first_position, previous_hash, hash, recorded_at)
            SELECT \(position), \(position), hash, hash, now()
            FROM log.batches ORDER BY last_position DESC LIMIT 1;
            COMMIT;
            """
        )
    }

    /// A cause that stops a read model.
    enum Stall: String, CaseIterable {
        case checkpoints = "SELECT FROM read.checkpoints FOR UPDATE"
        case table = "LOCK TABLE read.balances IN ACCESS EXCLUSIVE MODE"
    }

    /// Stalls the read models until the connection is rolled back.
    func stall(_ stall: Stall = .checkpoints) throws -> Connection {
        let connection = try database.connect()
        try connection.script("BEGIN; \(stall.rawValue)")
        return connection
    }
}

extension HTTPClient.Answer {
    /// Seconds since the read model was known to hold the whole log.
    var age: Int? { headers["age"].flatMap { Int($0) } }

    /// A text member of the body's object.
    func text(_ name: String) throws -> String? {
        guard case .string(let text)? = try JSONObject(bytes)[name] else { return nil }
        return text
    }
}

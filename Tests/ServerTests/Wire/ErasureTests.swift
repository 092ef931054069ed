import Events
import Postgres
import Projections
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Runtime
@testable import Text

/// `tally admin erase`, on the database of a running node.
@Suite(.patient) struct ErasureTests {
    /// A text that neither software nor another test writes.
    private static let username = "Wobblequux.Person-77"
    private static let email = "Zaphrodite@Blurgh-Mail.example"
    private static let name = "Gwendolyn Ümlautowska"

    private let running: RunningNode

    init() throws {
        running = try RunningNode()
    }

    private func erase(_ user: String) throws -> TallyProcess.Result {
        try tally("admin", "erase", user)
    }

    private func tally(_ arguments: String...) throws -> TallyProcess.Result {
        try TallyProcess.run(arguments + ["--database", running.database.conninfo])
    }

    /// Registers the person, writes every kind of text, and fails to sign in once.
    private func register() throws -> SignedIn {
        let client = try running.client()
        let fields =
            "\"username\":\"\(Self.username)\",\"email\":\"\(Self.email)\",\"name\":\"\(Self.name)\""
        let registered = try client.send(
            "POST",
            "/register",
            headers: ["Idempotency-Key": "register-once"],
            body: "{\(fields),\"password\":\"password-1\"}"
        )
        let id = try #require(registered.createdID, "\(registered.body)")
        for wrong in [Self.username, Self.email] {
            let body = "{\"username\":\"\(wrong)\",\"password\":\"wrong\"}"
            #expect(try client.send("POST", "/token", body: body).status == 401)
        }
        let body = "{\"username\":\"\(Self.username)\",\"password\":\"password-1\"}"
        let signedIn = try client.send("POST", "/token", body: body)
        let object = try JSONObject(Array(signedIn.body.utf8))
        guard case .string(let token)? = object["access_token"]
        else { throw Complaint("not signed in: \(signedIn.body)") }
        return SignedIn(
            id: id,
            name: Self.username,
            token: token,
            client: client,
            registeredAt: registered.position ?? 0
        )
    }

    /// Every row of every table as text, except PostgreSQL's own tables.
    private func dump() throws -> (tables: Int, text: String) {
        let connection = try running.database.connect()
        let tables = try connection.execute(
            """
            SELECT format('%I.%I', schema.nspname, class.relname)
            FROM pg_class AS class JOIN pg_namespace AS schema ON schema.oid = class.relnamespace
            WHERE class.relkind IN ('r', 'p', 'm')
                AND schema.nspname NOT IN ('pg_catalog', 'information_schema')
                AND schema.nspname NOT LIKE 'pg\\_%'
            ORDER BY 1
            """
        ).map { try $0.string(0) }
        var text = ""
        for table in tables {
            for row in try connection.execute("SELECT t::text FROM \(table) AS t") {
                text += try row.string(0).lowercased() + "\n"
            }
        }
        return (tables.count, text)
    }

    private func traces() throws -> [String] {
        let text = try dump().text
        return [Self.username, Self.email, Self.name, "Wobblequux", "Zaphrodite", "Gwendolyn"]
            .filter { text.contains($0.lowercased()) }
    }

    /// Waits until the read models show the whole log.
    private func settle(_ reader: SignedIn) throws {
        let end = try LogReader(running.database.connect()).tail().position.rawValue
        try wait(until: "the balance is read at \(end)") {
            try reader.get("/balance?min_position=\(end)").status == 200
        }
        let connection = try running.database.connect()
        let behind = """
            SELECT 1 FROM read.checkpoints WHERE position < $1
            """
        try wait(until: "no read model is behind") {
            try connection.execute(behind, [.int64(end)]).isEmpty
        }
    }

    @Test func `no table has anything of an erased person, and the log is intact`() throws {
        let person = try register()
        let other = try running.user()
        let paid = try person.transfer(12, to: other)
        #expect(paid.status == 200)
        #expect(try other.transfer(5, to: person).status == 200)
        try settle(other)
        #expect(try traces().count == 6, "the test looks where the data is")

        let erased = try erase(Self.username.uppercased())
        #expect(erased.exitCode == 0, "\(erased)")
        #expect(erased.output.contains("User \(person.id) is erased"), "\(erased)")
        #expect(erased.output.contains("can't be undone"), "\(erased)")
        try settle(other)
        #expect(try dump().tables > 10)
        #expect(try traces() == [])
        #expect(try dump().text.contains("account-\(person.id)"))

        let verified = try tally("verify")
        #expect(verified.exitCode == 0, "\(verified)")
        let replayed = try tally("replay")
        #expect(replayed.exitCode == 0, "\(replayed)")
        let equal = replayed.output.split(separator: "\n").count { $0.contains(": equal at") }
        #expect(equal == ReadModel.allCases.count, "\(replayed)")
        #expect(try traces() == [])
        let row = try running.database.connect().execute(
            "SELECT sum(available)::bigint FROM read.balances WHERE account_id = $1",
            [.int64(person.id)]
        ).only()
        #expect(try row.int64(0) == 100_000 - 12 + 5)
        let history = try other.get("/transactions")
        #expect(history.status == 200)
        #expect(history.body.contains("\"amount\":5,"))
        #expect(history.body.contains("\"sender_id\":\(person.id),"))
    }

    @Test func `an unknown or erased person is reported, by name and by number`() throws {
        let user = try running.user()
        let unknown = try erase("nobody-of-that-name")
        #expect(unknown.exitCode == 1)
        #expect(unknown.errors.contains("There is no user \"nobody-of-that-name\""), "\(unknown)")
        #expect(try erase("987654321").errors.contains("There is no user"))
        #expect(try erase("\(user.id)").exitCode == 0)
        for again in ["\(user.id)", user.name] {
            let twice = try erase(again)
            #expect(twice.exitCode == 1)
            #expect(twice.errors.contains("was erased before"), "\(twice)")
        }
    }

    @Test func `a repeated erasure deletes the rest after an interruption`() throws {
        let user = try running.user()
        #expect(try erase(user.name).exitCode == 0)
        let connection = try running.database.connect()
        _ = try connection.execute(
            """
            INSERT INTO jobs.commands (command, route, subject, actor, outcome, received_at, request)
            VALUES (gen_random_uuid(), 'transfer', 0, $1, 'refused', now(), '{"a":1}'),
                (gen_random_uuid(), 'transfer', 0, 0, 'refused', now(), '{"a":1}')
            """,
            [.int64(user.id)]
        )
        #expect(try erase(user.name).errors.contains("was erased before"))
        let left = try connection.execute(
            "SELECT actor FROM jobs.commands WHERE request IS NOT NULL OR actor = $1",
            [.int64(user.id)]
        )
        #expect(left.isEmpty)
    }

    @Test func `a number that is another user's name erases nobody`() throws {
        let first = try running.user()
        // Names have at least three characters: more users are added until the id is 100.
        var target = first
        while target.id < 100 { target = try running.user() }
        let namesake = try running.user("\(target.id)")
        let refused = try erase("\(target.id)")
        #expect(refused.exitCode == 1)
        #expect(refused.errors.contains("nothing is done"), "\(refused)")
        #expect(try erase(target.name).exitCode == 0)
        #expect(try erase(namesake.name).exitCode == 0)
    }
}

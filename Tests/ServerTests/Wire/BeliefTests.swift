import Commands
import Entities
import Foundation
import Postgres
import TestSupport
import Testing
import Writer

@testable import Audit
@testable import EventStore
@testable import Events
@testable import Jobs
@testable import Model
@testable import Node

/// Rows that the service trusts without the log, changed by SQL while it runs.
@Suite(.patient)
struct BeliefTests {
    private let database: TestDatabase
    private let node: RunningNode
    private let rich: SignedIn
    private let poor: SignedIn

    init() throws {
        database = try TestDatabase()
        node = try RunningNode(on: database)
        rich = try node.user()
        poor = try node.user()
        try transferWithSnapshots()
    }

    /// Five transfers of 1.00 from one user to the other, with a snapshot of both after each.
    private func transferWithSnapshots() throws {
        var limits = CommandLimits()
        limits.snapshotEvery = 1
        let processor = Processor(
            log: PostgresEventLog(database.options, distrusted: { _ in }),
            time: SystemTime(),
            limits: limits
        )
        var ids = UUIDGenerator()
        for _ in 0..<5 {
            let transfer = TransferMoney(to: .user(UserID(rich.id)), amount: Money(100, .rub))
            let outcomes = processor.process([
                Submission<Void>(
                    transfer,
                    id: ids.next(),
                    actor: Actor(UserID(poor.id)),
                    key: nil,
                    receivedAt: .now,
                    ticket: ()
                )
            ])
            try #require(outcomes.first?.isDone == true)
        }
    }

    /// Connects with the service's own rights.
    private func forge(_ sql: String) throws {
        try database.connect(role: LogRole.commands.rawValue).script(sql)
    }

    private func check() throws -> Verification {
        try Verification(of: database.options, onProgress: { _, _ in })
    }

    /// The problems of the rows, as `tally verify` prints them.
    private func verified() throws -> String {
        let result = try TallyProcess.run(["verify", "--database", database.conninfo])
        return result.exitCode == 0 ? "sound" : result.errors
    }

    @Test func `rows that the service has written are sound`() throws {
        #expect(try rich.transfer(1, to: poor, key: "k").status == 200)
        #expect(try rich.transfer(10_000_000, to: poor, key: "refused").status == 409)
        let check = try check()
        #expect(check.problems == [])
        #expect(check.beliefs.rows >= 6)
        #expect(try verified() == "sound")
    }

    @Test(arguments: [
        "UPDATE log.snapshots SET state = replace(state::text, '99500', '50000000')::json",
        """
        INSERT INTO log.snapshots
        SELECT 'account-' || (SELECT max(user_id) FROM people.people), version, schema,
            '[1,"RUB",50000000]', seal
        FROM log.snapshots LIMIT 1
        ON CONFLICT (stream) DO UPDATE SET state = excluded.state
        """,
    ])
    func `an account cannot spend a raised snapshot, and verify names it`(
        change: String
    ) throws {
        try forge(change)
        let other = try RunningNode(on: database)
        let client = try other.client()
        let answer = try client.send(
            "POST",
            "/transfer",
            token: poor.token,
            body: "{\"receiver_username\":\"\(rich.name)\",\"amount\":50000000}"
        )
        #expect(answer.status == 409)
        #expect(answer.reason == "insufficient-funds")
        let metrics = try client.send("GET", "/metrics").body
        #expect(metrics.contains("tally_distrusted_rows_total{table=\"snapshots\"} 1"))
        #expect(try verified().contains("log.snapshots, stream account-\(poor.id): "))
    }

    @Test func `a sealed but wrong snapshot is found by its events`() throws {
        let owner = try database.connect()
        let stream = "account-\(poor.id)"
        let row = try owner.execute(
            """
            SELECT stored.version, stored.schema, made.position, made.command
            FROM log.snapshots AS stored JOIN log.events AS made USING (stream, version)
            WHERE stored.stream = $1
            """,
            [.text(stream)]
        ).only()
        let command = try row.uuid(3)
        let snapshot = StoredSnapshot(
            version: StreamVersion(try row.int32(0)),
            schema: try row.int16(1),
            state: Array(#"[1,"RUB",50000000]"#.utf8)
        )
        // The row is as a faulty version of this software would write it.
        let seal = try RowSealer(owner).seal(
            snapshot,
            of: stream,
            at: SnapshotEvent(
                position: LogPosition(try row.int64(2)),
                command: UUID128(high: command.high, low: command.low)
            )
        )
        try owner.execute(
            "UPDATE log.snapshots SET state = $1, seal = $2 WHERE stream = $3",
            [.json(snapshot.state), .bytes(seal), .text(stream)]
        )
        let fault = try #require(try check().beliefs.first)
        #expect(
            fault
                == BeliefFault(
                    row: .snapshot(stream: stream),
                    reason: .otherState(snapshot.version)
                )
        )
    }

    @Test func `a forged receipt is neither the response nor permission to repeat the command`()
        throws
    {
        let first = try rich.transfer(1, to: poor, key: "mine")
        try #require(first.status == 200)
        let available = try rich.available(after: first)
        try database.connect().script("UPDATE log.receipts SET location = '/transfers/1'")
        let again = try rich.transfer(1, to: poor, key: "mine")
        #expect(again.status == 500)
        #expect(again.body.contains("receipt-distrusted"))
        #expect(try rich.available(after: first) == available)
        let name = "log.receipts, actor \(rich.id), key mine: not as this service has sealed it"
        #expect(try verified().contains(name))
        let metrics = try node.client().send("GET", "/metrics").body
        #expect(metrics.contains("tally_distrusted_rows_total{table=\"receipts\"} 1"))
        // Another key works as before.
        #expect(try rich.transfer(1, to: poor, key: "other").status == 200)
    }

    @Test func `a receipt without its event is found by the log`() throws {
        let answer = try rich.transfer(1, to: poor, key: "mine")
        let owner = try database.connect()
        let key = ReceiptKey(actor: Actor(UserID(rich.id)), key: "forged")
        for (receipt, reason) in [
            (
                Receipt(
                    fingerprint: [1],
                    refusal: nil,
                    position: LogPosition(try #require(answer.position)),
                    location: nil,
                    recordedAt: Timestamp(microseconds: 5)
                ),
                BeliefFault.Reason.noSuchCommand(LogPosition(try #require(answer.position)))
            ),
            (
                Receipt(
                    fingerprint: [1],
                    refusal: "slot-full",
                    position: LogPosition(1_000_000),
                    location: nil,
                    recordedAt: Timestamp(microseconds: 5)
                ), .behindTheEnd(LogPosition(1_000_000))
            ),
        ] {
            let seal = try RowSealer(owner).seal(receipt, under: key)
            try owner.execute(
                """
                INSERT INTO log.receipts VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                [
                    .int64(key.actor.rawValue), .text(key.key), .bytes(receipt.fingerprint),
                    .text(receipt.refusal), .int64(receipt.position.rawValue), .text(nil),
                    .timestamp(receipt.recordedAt.microseconds), .bytes(seal),
                ]
            )
            let row = DistrustedRow.receipt(actor: key.actor, key: key.key)
            #expect(try check().beliefs.first == BeliefFault(row: row, reason: reason))
            try owner.script("DELETE FROM log.receipts WHERE key = 'forged'")
        }
    }

    @Test(arguments: [true, false])
    func `a bulk without effect needs no event`(isLast: Bool) throws {
        let nobody = "{\"receiver_id\":999999999,\"amount\":1}"
        #expect(try rich.bulk("each", [nobody, nobody], key: "none").verdicts == "00")
        if !isLast { try #require(rich.transfer(1, to: poor).status == 200) }
        #expect(try check().beliefs.isSound)
    }

    @Test func `a swapped password hash allows no sign-in`() throws {
        // The thief's own hash, written with the service's rights.
        try forge(
            """
            UPDATE people.people SET password_hash = (
                SELECT password_hash FROM people.people WHERE user_id = \(poor.id))
            WHERE user_id = \(rich.id)
            """
        )
        #expect(try node.signIn(rich.name).status == 401)
        #expect(try node.signIn(poor.name).status == 200)
        let change = #"{"old_password":"password-1","new_password":"password-2"}"#
        let refused = try rich.send("POST", "/change-password", change)
        #expect(refused.reason == "wrong-password")
        let metrics = try node.client().send("GET", "/metrics").body
        #expect(metrics.contains("tally_distrusted_rows_total{table=\"people\"} 2"))
        #expect(try verified().contains("people.people, user \(rich.id): "))
    }

    @Test(arguments: [
        ("UPDATE people.people SET username = 'mallory'", "the user name is not the one"),
        ("UPDATE people.people SET email = 'm@example.org'", "the e-mail address is not the one"),
        ("UPDATE people.people SET name = 'Mallory'", "not as this service has sealed it"),
        ("UPDATE people.people SET password_changes = 3", "not as this service has sealed it"),
        ("UPDATE people.people SET user_id = 1000000", "the log has no such user"),
        ("DELETE FROM people.people", "the user's row is missing"),
    ])
    func `a person's changed row is named`(
        change: String,
        reason: String
    ) throws {
        try database.connect().script("\(change) WHERE user_id = \(poor.id)")
        let errors = try verified()
        #expect(errors.contains("people.people, user "), "\(errors)")
        #expect(errors.contains(reason), "\(errors)")
    }

    @Test func `a restored old row is found by the log`() throws {
        let owner = try database.connect()
        try owner.script("CREATE TABLE kept AS SELECT * FROM people.people")
        let change = #"{"old_password":"password-1","new_password":"password-2"}"#
        #expect(try poor.send("POST", "/change-password", change).status == 200)
        try owner.script(
            """
            DELETE FROM people.people;
            INSERT INTO people.people SELECT * FROM kept;
            DROP TABLE kept
            """
        )
        // The seal is right, but the log has another password.
        #expect(try node.signIn(poor.name).status == 401)
        let errors = try verified()
        #expect(errors.contains("user \(poor.id): the password of change 0"), "\(errors)")
    }
}

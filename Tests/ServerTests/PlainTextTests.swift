import Entities
import Events
import Foundation
import HTTP
import TestSupport
import Testing

@testable import API
@testable import Audit
@testable import EventStore
@testable import Identity
@testable import Jobs
@testable import Model
@testable import Postgres
@testable import PrivateServer
@testable import Projections
@testable import Replay
@testable import Runtime

/// Every error has a plain sentence, without Swift's own notation.
@Suite(.patient)
struct PlainTextTests {
    private static let server = Postgres.ServerError(
        sqlState: .lockNotAvailable,
        message: "no lock"
    )
    private static let postgres: [PostgresError] = [
        .connection("lost"), .server(server), .decoding("a number"), .misuse("a COPY is open"),
    ]
    private static let codec: [EventCodecError] = [
        .unknownType("account.vanished"), .unknownSchema(type: "account.opened", schema: 9),
        .malformed(type: "account.opened", "no amount"), .unknownStream("accounts-1"),
        .malformedRow("too short"),
    ]
    private static let position = LogPosition(812)

    private static let log: [any Error] =
        [
            EventLogError.unavailable("lost"), EventLogError.outcomeUnknown("lost"),
            EventLogError.lockTimeout, EventLogError.unreadable(position, "no amount"),
            EventLogError.refused("a key"), LogGuardError(weaknesses: ["a trigger is missing"]),
            DistrustedRow.snapshot(stream: "account-1"),
            DistrustedRow.receipt(actor: .system, key: "k"), DistrustedRow.person(UserID(7)),
        ] + codec.map { UnreadableEvent(position, $0) }

    private static let migrations: [any Error] = [
        MigrationError.misnumbered(owner: "log"),
        MigrationError.changed(owner: "log", number: 1, name: "log"),
        MigrationError.newer(owner: "log", applied: 9, known: 5),
        MigrationError.pending(owner: "log", next: 5, name: "seals"),
        MigrationError.failed(owner: "log", number: 1, name: "log", postgres[0]),
        MigrationError.endsTransaction(owner: "log", number: 1, name: "log"),
        MigrationError.database(postgres[1]),
    ]

    private static let projections: [any Error] = [
        RebuildError.alreadyRunning, RebuildError.interrupted(position), RebuildError.tooBusy,
        RebuildError.ahead(of: position, position: LogPosition(900)),
        RebuildError.otherEnd(accepted: position, end: LogPosition(900)),
        ProjectionFault(position, .noRow(table: "balances", id: "7")),
        ProjectionFault(position, .rowExists(table: "holds", id: "7")),
        ProjectionFault(position, .wrongStream), ProjectionFault(position, .overflow),
        ProjectionFault(position, .unreadable("no amount")),
        ProjectionFault(position, .refused("too long")),
        ProjectionFault(position, .reported("event 7: stands in a stream of another kind")),
        InvariantViolation(position, .unbalanced(.rub, sum: 5)),
        InvariantViolation(position, .overdrawn(.house, Money(-5, .rub))),
        InvariantViolation(position, .closed(.house)),
        InvariantViolation(position, .pendingTransfer(TransferID(7))),
        InvariantViolation(position, .reversal(TransferID(7))),
        InvariantViolation(position, .overflow),
        InvariantViolation(position, .seats(SlotID(7), held: 1, confirmed: 2, capacity: 2)),
        InvariantViolation(position, .hold(HoldID(7), from: nil, to: .held)),
        InvariantViolation(position, .orderSum(OrderID(7))),
        InvariantViolation(position, .order(OrderID(7), from: nil, to: .placed)),
        InvariantViolation(position, .orderPayment(OrderID(7))),
        InvariantViolation(position, .orderServices(OrderID(7))),
        InvariantViolation(position, .registration(OrderID(7))),
        InvariantViolation(position, .stock(ProductID(7), onHand: 1, reserved: 2)),
        InvariantViolation(position, .basket(UserID(7))), InvariantViolation(position, .rates),
        InvariantViolation(position, .closure(UserID(7))),
        InvariantViolation(position, .notFollowing(.rates, .rates(.recorded))),
        InvariantViolation(position, .identity(.user(UserID(7)))),
        InvariantViolation(position, .wrongStream(.hold(HoldID(7)))),
    ]

    private static let service: [any Error] = [
        OutsideError.notReached("no route"), OutsideError.timedOut, OutsideError.tooLarge(limit: 9),
        OutsideError.status(500), OutsideError.redirected(301),
        OutsideError.contentType("text/html"), OutsideError.malformed("no id"),
        OutsideError.closed, Complaint("The port is in use."),
        Problem(.notFound, "There is no such slot."), TokenCodec.Invalid.expired,
        Amount.Invalid(detail: "has too many digits"), JobRun.Stopped(),
        JobCommands.Refused(reason: "not allowed"), JobCommands.NoOutcome(),
        Entities.Refusal.rejected(.slotFull), Entities.Refusal.notFound(.slot),
        Entities.Refusal.forbidden(.owner), QueryString.Failure.invalidEscape,
        QueryString.Failure.nul,
        QueryString.Failure.invalidUTF8,
        ListenError.portInUse(host: "127.0.0.1", port: 80),
        ListenError.invalidHost("x"),
        ListenError.cannotBind(host: "127.0.0.1", port: 80, errno: 13),
        ListenError.system(call: "socket", errno: 24), ListenError.alreadyStarted,
        PrivateServerError.notInstalled(major: nil), PrivateServerError.notInstalled(major: 16),
        PrivateServerError.system("no room"),
        PrivateServerError.exited(program: "initdb", reason: "no room"),
        PrivateServerError.notReady(seconds: 9, reason: "it starts"),
        PrivateServerError.database(postgres[2]),
    ]

    private static let values: [any CustomStringConvertible & Sendable] = [
        position, StreamVersion(7), UserID(7), Actor.system, StreamID.account(.house),
        StreamID.services, Currency.rub, Money(5, .rub), UUID128(high: 1, low: 2),
    ]

    /// As Swift would show a value without a text: a case with its values, a type with its fields,
    /// a module's name, an optional.
    private func isPlain(_ text: String) -> Bool {
        let traces = [
            #"\b[a-z]+[A-Z]?[A-Za-z]*\(("|[A-Z][A-Za-z]+[.(]|[a-zA-Z]+: )"#, #"rawValue"#,
            #"Optional\("#, #"\b(Events|Postgres|Commands|Projections|Server|HTTP)\."#, #"\bnil\b"#,
        ]
        return !text.isEmpty && !text.contains("\n")
            && traces.allSatisfy { text.range(of: $0, options: .regularExpression) == nil }
    }

    @Test func `every case of every error is a sentence`() {
        let errors =
            Self.postgres as [any Error] + Self.codec + Self.log + Self.migrations
            + Self.projections + Self.service
        for error in errors { #expect(isPlain("\(error)"), "\(error)") }
        for value in Self.values { #expect(isPlain("\(value)"), "\(value)") }
        let faults: [LogFault] =
            [
                .gap(expected: Self.position, found: Self.position),
                .missingEnd(expected: Self.position), .repeated(Self.position),
                .changedRows(first: Self.position, last: Self.position),
                .brokenChain(first: Self.position, last: Self.position),
                .misplacedBatch(
                    expected: Self.position,
                    first: Self.position,
                    last: Self.position
                ), .outsideBatches(first: Self.position, last: Self.position),
                .version(Self.position, stream: "account-1", expected: 1, found: 2),
                .time(Self.position),
            ] + Self.codec.map { .unreadable(Self.position, $0) }
        for fault in faults { #expect(isPlain("\(fault)"), "\(fault)") }
        let reasons: [BeliefFault.Reason] = [
            .seal, .unknownStream, .noSuchVersion(StreamVersion(7)), .otherState(StreamVersion(7)),
            .noSuchCommand(Self.position), .behindTheEnd(Self.position), .noSuchThing("/holds/7"),
            .noSuchUser, .otherUsername, .otherEmail, .otherPassword(expected: 1, found: 0),
            .missing,
        ]
        for reason in reasons {
            let fault = BeliefFault(row: .person(UserID(7)), reason: reason)
            #expect(isPlain("\(fault)"), "\(fault)")
        }
    }

    @Test func `what Swift would say by itself is found out`() {
        enum Raw: Error {
            case unavailable(String)
            case place(Place)
        }
        struct Place {
            let rawValue = 7
        }
        #expect(!isPlain("\(Raw.unavailable("lost"))"))
        #expect(!isPlain("\(Raw.place(Place()))"))
        #expect(!isPlain("Events.LogPosition(rawValue: 7)"))
        #expect(!isPlain("position \(String(describing: Int64?.some(7)))"))
    }

    /// A new type of error without a text would be shown as Swift shows it.
    @Test func `no type of error is without a text`() throws {
        let sources = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
        var text = ""
        for path in paths where path.hasSuffix(".swift") {
            text += try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
        }
        let declaration = /(?:enum|struct|class) (\w+): ([\w, ]*\bError\b[\w, ]*) \{/
        var count = 0
        for match in text.matches(of: declaration) {
            count += 1
            let isDescribed =
                match.2.contains("CustomStringConvertible")
                || text.contains("extension \(match.1): CustomStringConvertible")
            #expect(isDescribed, "\(match.1) has no text")
        }
        #expect(count > 20)
    }
}

import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model

/// A fresh database with a log in it.
struct LogFixture {
    let database: TestDatabase
    /// Superuser, and owner of the log.
    let owner: Connection

    init() throws {
        database = try TestDatabase(copyOf: "log") { options in
            try LogMigrations.run(on: try Connection(options))
        }
        owner = try database.connect()
    }

    func log(limits: LogLimits = LogLimits()) -> PostgresEventLog {
        database.log(limits: limits)
    }

    func reader() throws -> LogReader {
        try database.reader()
    }

    /// Three batches of 2, 3 and 1 events; positions 1 to 6.
    func fill() throws {
        let log = log()
        try log.append(Batches.transfer(from: 1, to: 2))
        try log.append(Batches.transfer(from: 1, to: 2) + [Batches.opened(3)])
        try log.append([Batches.opened(4)])
    }

    func verify() throws -> LogVerification {
        try LogVerifier(owner).verify()
    }
}

/// Connections for other threads, which can't share the fixture's connection.
extension TestDatabase {
    func log(
        limits: LogLimits = LogLimits(),
        options: ConnectionOptions? = nil
    ) -> PostgresEventLog {
        let options = (options ?? self.options).with(role: LogRole.commands.rawValue)
        return PostgresEventLog(
            limits: limits,
            waitBeforeRetry: { _ in true },
            connect: { try Connection(options) }
        )
    }

    func reader() throws -> LogReader {
        LogReader(try connect(role: LogRole.projections.rawValue))
    }
}

/// Events to append.
enum Batches {
    static func opened(_ id: Int64) -> NewEvent {
        NewEvent(
            .account(AccountID(id)),
            .account(.opened(AccountOpened(owner: UserID(id), currency: .rub)))
        )
    }

    static func transfer(
        from sender: Int64,
        to receiver: Int64,
        amount: Int64 = 100,
        memo: String? = nil
    ) -> [NewEvent] {
        let (sender, receiver) = (AccountID(sender), AccountID(receiver))
        func posting(_ counterparty: AccountID) -> Posting {
            Posting(
                transfer: TransferID(1),
                kind: .transfer,
                counterparty: counterparty,
                amount: Money(amount, .rub),
                memo: memo
            )
        }
        return [
            NewEvent(.account(sender), .account(.debited(posting(receiver)))),
            NewEvent(.account(receiver), .account(.credited(posting(sender)))),
        ]
    }
}

extension EventLog {
    /// Appends the events as the next of their streams, in one batch.
    @discardableResult
    func append(
        _ events: [NewEvent],
        receipts: [(key: ReceiptKey, receipt: Receipt)] = [],
        people: [PersonChange] = [],
        snapshots: [(stream: StreamID, snapshot: StoredSnapshot)] = []
    ) throws -> [RecordedEvent] {
        let tail = try lock().tail
        let recorded = try recorded(events, after: tail)
        let batch = AppendBatch(
            events: recorded,
            receipts: receipts,
            people: people,
            snapshots: snapshots,
            recordedAt: time(after: tail)
        )
        try append(batch)
        return recorded
    }

    func recorded(_ events: [NewEvent], after tail: LogTail) throws -> [RecordedEvent] {
        var versions = try histories(of: Array(Set(events.map(\.stream)))).mapValues { history in
            history.events.last?.version ?? history.snapshot?.version ?? .none
        }
        return events.enumerated().map { index, new in
            let version = (versions[new.stream] ?? .none).next
            versions[new.stream] = version
            return RecordedEvent(
                position: tail.position.advanced(by: index + 1),
                stream: new.stream,
                version: version,
                event: new.event,
                origin: Origin(
                    command: UUID128(high: 1, low: 2),
                    actor: Actor(UserID(7)),
                    causation: index == 0 ? UUID128(high: .max, low: 3) : nil,
                    correlation: index == 0 ? nil : UUID128(high: 4, low: .max)
                ),
                recordedAt: time(after: tail)
            )
        }
    }

    func time(after tail: LogTail) -> Timestamp {
        max(Timestamp(microseconds: 1_700_000_000_000_001), tail.recordedAt)
    }
}

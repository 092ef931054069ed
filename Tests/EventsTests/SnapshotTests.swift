import Events
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventStore
@testable import Model

@Suite(.patient) struct SnapshotTests {
    private let fixture: LogFixture
    private let stream = StreamID.account(AccountID(1))
    private let other = StreamID.account(AccountID(2))

    init() throws {
        fixture = try LogFixture()
    }

    private func snapshot(_ version: Int32, schema: Int16 = 1) -> StoredSnapshot {
        StoredSnapshot(
            version: StreamVersion(version),
            schema: schema,
            state: Array(#"{"a": \#(version)}"#.utf8)
        )
    }

    /// Appends the next transfer between both accounts, with a snapshot of the first one after it.
    private func transfer(_ snapshot: StoredSnapshot) throws {
        try fixture.log().append(
            Batches.transfer(from: 1, to: 2),
            snapshots: [(stream, snapshot)]
        )
    }

    /// The stream's history, and the distrusted rows.
    private func read() throws -> (history: StreamHistory, distrusted: [DistrustedRow]) {
        let options = fixture.database.options.with(role: LogRole.commands.rawValue)
        let distrusted = Mutex<[DistrustedRow]>([])
        let log = PostgresEventLog(
            knowsSnapshot: { $1 == 1 },
            distrusted: { row in distrusted.withLock { $0.append(row) } },
            connect: { try Connection(options) }
        )
        let history = try #require(try log.histories(of: [stream])[stream])
        return (history, distrusted.withLock { $0 })
    }

    @Test func `a history starts at its snapshot`() throws {
        try transfer(snapshot(1))
        try fixture.log().append(Batches.transfer(from: 1, to: 2))
        let histories = try fixture.log().histories(of: [other, stream])
        #expect(histories[stream]?.snapshot == snapshot(1))
        #expect(histories[stream]?.events.map(\.version.rawValue) == [2])
        #expect(histories[other]?.snapshot == nil)
        #expect(histories[other]?.events.map(\.version.rawValue) == [1, 2])
    }

    @Test func `the next snapshot replaces the previous one`() throws {
        try transfer(snapshot(1))
        try transfer(snapshot(2))
        let (history, distrusted) = try read()
        #expect(history.snapshot == snapshot(2))
        #expect(history.events.isEmpty)
        #expect(distrusted.isEmpty)
    }

    @Test func `a snapshot that is not of its stream's end is refused`() throws {
        try transfer(snapshot(1))
        #expect(throws: EventLogError.self) { try transfer(snapshot(1)) }
        #expect(throws: EventLogError.self) {
            try fixture.log().append([Batches.opened(5)], snapshots: [(stream, snapshot(1))])
        }
        #expect(try fixture.reader().tail().position == LogPosition(2))
    }

    @Test func `a stream with a snapshot of unknown schema is read whole`() throws {
        try transfer(snapshot(1, schema: 9))
        let (history, distrusted) = try read()
        #expect(history.snapshot == nil)
        #expect(history.events.map(\.version.rawValue) == [1])
        #expect(distrusted.isEmpty)
    }

    @Test(arguments: [
        #"UPDATE log.snapshots SET state = '{"a": 2 }'"#,
        "UPDATE log.snapshots SET version = 1", "UPDATE log.snapshots SET version = 500",
        "UPDATE log.snapshots SET schema = 9", #"UPDATE log.snapshots SET seal = '\x00'"#,
        #"UPDATE log.snapshots SET seal = ''"#,
        """
        INSERT INTO log.snapshots SELECT 'account-1', 2, 1, '{"a": 2}', seal FROM log.snapshots
        ON CONFLICT (stream) DO UPDATE SET version = 1, state = '{"a": 9}'
        """,
    ])
    func `a changed snapshot is ignored, and the next one replaces it`(
        change: String
    ) throws {
        try transfer(snapshot(1))
        try transfer(snapshot(2))
        // With the rights that the service itself has.
        try fixture.database.connect(role: LogRole.commands.rawValue).script(change)
        let (history, distrusted) = try read()
        #expect(history.snapshot == nil)
        #expect(history.events.map(\.version.rawValue) == [1, 2])
        #expect(distrusted == [.snapshot(stream: "account-1")])
        try transfer(snapshot(3))
        #expect(try read().history.snapshot == snapshot(3))
        #expect(try read().distrusted.isEmpty)
    }

    @Test func `a snapshot of another stream is ignored`() throws {
        try fixture.log().append(
            Batches.transfer(from: 1, to: 2),
            snapshots: [(other, snapshot(1))]
        )
        try fixture.database.connect(role: LogRole.commands.rawValue).script(
            """
            INSERT INTO log.snapshots
            SELECT 'account-1', version, schema, state, seal FROM log.snapshots
            """
        )
        let (history, distrusted) = try read()
        #expect(history.snapshot == nil)
        #expect(history.events.count == 1)
        #expect(distrusted == [.snapshot(stream: "account-1")])
    }

    @Test func `a snapshot of a history that was cut is ignored in the next history`() throws {
        try fixture.log().append([Batches.opened(1)])
        try transfer(snapshot(2))
        try fixture.owner.script(
            """
            ALTER TABLE log.events DISABLE TRIGGER refuse_change;
            ALTER TABLE log.batches DISABLE TRIGGER refuse_change;
            DELETE FROM log.events WHERE position > 1;
            DELETE FROM log.batches WHERE last_position > 1
            """
        )
        // First the stream lacks the snapshot's version, then it has another event there.
        #expect(try read().history.snapshot == nil)
        try fixture.log().append([Batches.opened(7)])
        let log = fixture.log()
        let tail = try log.lock().tail
        let event = try log.recorded(Batches.transfer(from: 1, to: 2), after: tail)[0]
        let otherwise = RecordedEvent(
            position: event.position,
            stream: event.stream,
            version: event.version,
            event: event.event,
            origin: Origin(command: UUID128(high: 8, low: 8), actor: .system),
            recordedAt: event.recordedAt
        )
        try log.append(AppendBatch(events: [otherwise], recordedAt: event.recordedAt))
        let (history, distrusted) = try read()
        #expect(history.snapshot == nil)
        #expect(history.events.map(\.version.rawValue) == [1, 2])
        #expect(distrusted == [.snapshot(stream: "account-1")])
    }
}

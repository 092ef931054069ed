import Events
import Postgres
import TestSupport
import Testing

@Suite struct SnapshotTests {
    private let stream = StreamID.account(AccountID(1))

    @Test func `a history is read from its snapshot on`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        try fixture.fill()
        let snapshot = StoredSnapshot(
            version: StreamVersion(1),
            schema: 1,
            state: Array(#"{"a": 1}"#.utf8)
        )
        try log.append([], snapshots: [(stream, snapshot)])
        let other = StreamID.account(AccountID(2))
        let histories = try log.histories(of: [other, stream])
        #expect(histories[stream]?.snapshot == snapshot)
        #expect(histories[stream]?.events.map(\.version.rawValue) == [2])
        #expect(histories[other]?.snapshot == nil)
        #expect(histories[other]?.events.map(\.version.rawValue) == [1, 2])
    }

    @Test func `a later snapshot replaces an earlier one, not the other way round`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        try fixture.fill()
        for version: Int32 in [1, 2, 1] {
            let snapshot = StoredSnapshot(
                version: StreamVersion(version),
                schema: 1,
                state: Array("{}".utf8)
            )
            try log.append([Batches.opened(5)], snapshots: [(stream, snapshot)])
        }
        let history = try log.histories(of: [stream])[stream]
        #expect(history?.snapshot?.version == StreamVersion(2))
        #expect(history?.events.isEmpty == true)
    }

    @Test func `with a snapshot of unknown schema the stream is read whole`() throws {
        let fixture = try LogFixture()
        try fixture.fill()
        let snapshot = StoredSnapshot(version: StreamVersion(2), schema: 9, state: Array("{}".utf8))
        try fixture.log().append([], snapshots: [(stream, snapshot)])
        let options = fixture.database.options
        let log = PostgresEventLog(knowsSnapshot: { $1 == 1 }, connect: { try Connection(options) })
        let history = try log.histories(of: [stream])[stream]
        #expect(history?.snapshot == nil)
        #expect(history?.events.map(\.version.rawValue) == [1, 2])
    }
}

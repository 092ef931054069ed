import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model

/// The fixture's log has batches 1–2, 3–5 and 6.
@Suite(.patient) struct VerifierTests {
    static let tamperings: [(change: String, fault: LogFault)] = [
        (
            "UPDATE log.events SET data = replace(data::text, '100', '900')::json WHERE position = 4",
            .changedRows(first: LogPosition(3), last: LogPosition(5))
        ),
        (
            "UPDATE log.events SET data = (data::text || ' ')::json WHERE position = 6",
            .changedRows(first: LogPosition(6), last: LogPosition(6))
        ),
        (
            "UPDATE log.events SET actor = 8 WHERE position = 1",
            .changedRows(first: LogPosition(1), last: LogPosition(2))
        ),
        (
            "UPDATE log.events SET causation = NULL WHERE position = 1",
            .changedRows(first: LogPosition(1), last: LogPosition(2))
        ),
        (
            "UPDATE log.events SET recorded_at = recorded_at + interval '1 us' WHERE position = 2",
            .changedRows(first: LogPosition(1), last: LogPosition(2))
        ),
        (
            "DELETE FROM log.events WHERE position = 2",
            .changedRows(first: LogPosition(1), last: LogPosition(2))
        ),
        (
            "DELETE FROM log.events WHERE position = 6",
            .changedRows(first: LogPosition(6), last: LogPosition(6))
        ),
        (
            "DELETE FROM log.events WHERE position BETWEEN 3 AND 5",
            .gap(expected: LogPosition(3), found: LogPosition(6))
        ),
        (
            """
            UPDATE log.events SET position = position + 100 WHERE position IN (4, 5);
            UPDATE log.events SET position = 109 - position WHERE position > 100
            """, .changedRows(first: LogPosition(3), last: LogPosition(5))
        ),
        (
            "DELETE FROM log.batches WHERE last_position = 5",
            .outsideBatches(first: LogPosition(3), last: LogPosition(5))
        ),
        (
            "DELETE FROM log.batches WHERE last_position = 6",
            .outsideBatches(first: LogPosition(6), last: LogPosition(6))
        ),
        (
            "DELETE FROM log.batches",
            .outsideBatches(first: LogPosition(1), last: LogPosition(6))
        ),
        (
            """
            DELETE FROM log.batches WHERE last_position = 5;
            DELETE FROM log.events WHERE position BETWEEN 3 AND 5
            """, .gap(expected: LogPosition(3), found: LogPosition(6))
        ),
        (
            "UPDATE log.batches SET hash = sha256('x') WHERE last_position = 2",
            .changedRows(first: LogPosition(1), last: LogPosition(2))
        ),
        (
            "UPDATE log.batches SET previous_hash = sha256('x') WHERE last_position = 2",
            .changedRows(first: LogPosition(1), last: LogPosition(2))
        ),
        (
            "UPDATE log.batches SET first_position = 4 WHERE last_position = 5",
            .outsideBatches(first: LogPosition(3), last: LogPosition(3))
        ),
        (
            "UPDATE log.batches SET recorded_at = now() WHERE last_position = 2",
            .time(LogPosition(1))
        ),
        (
            """
            INSERT INTO log.events SELECT 7, stream, 9, type, schema, data, command, causation,
                correlation, actor, recorded_at FROM log.events WHERE position = 6
            """, .outsideBatches(first: LogPosition(7), last: LogPosition(7))
        ),
        (
            """
            UPDATE log.events SET type = 'account.vanished' WHERE position = 3
            """, .unreadable(LogPosition(3), .unknownType("account.vanished"))
        ),
    ]

    @Test(arguments: tamperings.indices)
    func `tampering is found and its first position reported`(index: Int) throws {
        let tampering = VerifierTests.tamperings[index]
        let fixture = try LogFixture()
        try fixture.fill()
        #expect(try fixture.verify().isSound)
        try fixture.owner.script(
            """
            ALTER TABLE log.events DISABLE TRIGGER refuse_change;
            ALTER TABLE log.batches DISABLE TRIGGER refuse_change;
            \(tampering.change)
            """
        )
        let verification = try fixture.verify()
        #expect(!verification.isSound)
        #expect(verification.first == tampering.fault, "\(tampering.change)")
    }

    @Test func `a replaced batch with a correct hash breaks the chain after it`() throws {
        let fixture = try LogFixture()
        try fixture.fill()
        try fixture.owner.script(
            """
            ALTER TABLE log.batches DISABLE TRIGGER refuse_change;
            UPDATE log.batches SET previous_hash = (
                SELECT hash FROM log.batches WHERE last_position = 2
            ) WHERE last_position = 6
            """
        )
        let verification = try fixture.verify()
        #expect(verification.first?.position == LogPosition(6))
        #expect(verification.faults == 2)
    }

    @Test func `a gap in versions is found although the chain is sound`() throws {
        let fixture = try LogFixture()
        try fixture.fill()
        let log = fixture.log()
        let tail = try log.lock().tail
        let event = try log.recorded(Batches.transfer(from: 1, to: 2), after: tail)[0]
        let jumped = RecordedEvent(
            position: event.position,
            stream: event.stream,
            version: StreamVersion(5),
            event: event.event,
            origin: event.origin,
            recordedAt: event.recordedAt
        )
        try log.append(AppendBatch(events: [jumped], recordedAt: event.recordedAt))
        let verification = try fixture.verify()
        #expect(
            verification.first
                == .version(LogPosition(7), stream: "account-1", expected: 3, found: 5)
        )
        #expect(verification.faults == 1)
    }

    @Test func `every event is passed to further checks, in order`() throws {
        let fixture = try LogFixture()
        try fixture.fill()
        var events: [RecordedEvent] = []
        var progress: [LogPosition] = []
        _ = try LogVerifier(fixture.owner).verify(
            onEvent: { events.append($0) },
            onProgress: { reached, _ in progress.append(reached) }
        )
        #expect(events == (try fixture.reader().read(after: .start, limit: 100)))
        #expect(progress.last == LogPosition(6))
    }

    @Test func `the last hash depends on the whole log`() throws {
        let fixture = try LogFixture()
        let empty = try fixture.verify()
        try fixture.fill()
        let full = try fixture.verify()
        #expect(empty.hash.isEmpty && full.hash.count == 32 && full.position == LogPosition(6))
    }

    /// What a verification keeps, as of now.
    private func verified(_ fixture: LogFixture) throws -> VerifiedLog {
        let verification = try fixture.verify()
        return VerifiedLog(
            position: verification.position,
            hash: verification.hash,
            recordedAt: try #require(verification.recordedAt),
            epoch: EpochID(0),
            wholeAt: Timestamp(microseconds: 0),
            rules: []
        )
    }

    @Test func `a verification that goes on reads the events after the verified end only`() throws {
        let fixture = try LogFixture()
        try fixture.fill()
        let verified = try verified(fixture)
        #expect(try verified.isIn(fixture.owner))
        var events: [LogPosition] = []
        func goOn() throws -> LogVerification {
            try LogVerifier(fixture.owner).verify(
                after: verified,
                onEvent: { events.append($0.position) }
            )
        }
        let nothing = try goOn()
        #expect(nothing.isSound && nothing.events == 0 && nothing.batches == 0)
        #expect(nothing.position == verified.position && nothing.hash == verified.hash)
        try fixture.log().append(Batches.transfer(from: 1, to: 2))
        let more = try goOn()
        #expect(more.isSound && more.events == 2 && more.batches == 1)
        #expect(events == [LogPosition(7), LogPosition(8)])
        #expect(more.hash == (try fixture.verify().hash))
    }

    @Test(arguments: [
        (
            "UPDATE log.events SET data = replace(data::text, '100', '900')::json WHERE position = 7",
            LogFault.changedRows(first: LogPosition(7), last: LogPosition(8))
        ),
        (
            "UPDATE log.batches SET previous_hash = sha256('x') WHERE last_position = 8",
            .changedRows(first: LogPosition(7), last: LogPosition(8))
        ),
        (
            "UPDATE log.events SET version = 9 WHERE position = 8",
            .changedRows(first: LogPosition(7), last: LogPosition(8))
        ),
        (
            "DELETE FROM log.events WHERE position > 6; DELETE FROM log.batches WHERE last_position = 8;"
                + "UPDATE log.events SET version = 9 WHERE position = 6", nil
        ),
    ])
    func `a fault after the verified end is found, one before it is left to a whole verification`(
        change: String,
        fault: LogFault?
    ) throws {
        let fixture = try LogFixture()
        try fixture.fill()
        let verified = try verified(fixture)
        try fixture.log().append(Batches.transfer(from: 1, to: 2))
        try fixture.owner.script(
            """
            ALTER TABLE log.events DISABLE TRIGGER refuse_change;
            ALTER TABLE log.batches DISABLE TRIGGER refuse_change;
            \(change)
            """
        )
        #expect(try LogVerifier(fixture.owner).verify(after: verified).first == fault)
        #expect(try !fixture.verify().isSound)
    }

    @Test func `a gap in versions after the verified end is found`() throws {
        let fixture = try LogFixture()
        try fixture.fill()
        let verified = try verified(fixture)
        let log = fixture.log()
        let tail = try log.lock().tail
        let events = try log.recorded(
            Batches.transfer(from: 1, to: 2) + [Batches.opened(5)],
            after: tail
        )
        let jumped = RecordedEvent(
            position: events[1].position,
            stream: events[1].stream,
            version: StreamVersion(5),
            event: events[1].event,
            origin: events[1].origin,
            recordedAt: events[1].recordedAt
        )
        try log.append(
            AppendBatch(events: [events[0], jumped, events[2]], recordedAt: tail.recordedAt)
        )
        let verification = try LogVerifier(fixture.owner).verify(after: verified)
        #expect(verification.first?.position == LogPosition(8))
        #expect(verification.faults == 1)
    }
}

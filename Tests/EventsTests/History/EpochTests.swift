import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model

/// Epochs in PostgreSQL: when one begins, and how they are protected.
@Suite(.patient) struct EpochTests {
    private let fixture: LogFixture

    init() throws {
        fixture = try LogFixture()
    }

    private func history() throws -> LogHistory { try LogHistory.load(fixture.owner) }

    /// Changes the newest epoch as if the log had been on another timeline.
    private func pretendFailover() throws {
        try fixture.owner.script(
            """
            ALTER TABLE history.epochs DISABLE TRIGGER refuse_change;
            UPDATE history.epochs SET timeline = timeline + 1;
            ALTER TABLE history.epochs ENABLE ALWAYS TRIGGER refuse_change
            """
        )
    }

    /// Removes the last events, which no role may do.
    private func cut(to position: Int64) throws {
        try fixture.owner.script(
            """
            ALTER TABLE log.events DISABLE TRIGGER refuse_change;
            ALTER TABLE log.batches DISABLE TRIGGER refuse_change;
            DELETE FROM log.events WHERE position > \(position);
            DELETE FROM log.batches WHERE last_position > \(position);
            ALTER TABLE log.events ENABLE ALWAYS TRIGGER refuse_change;
            ALTER TABLE log.batches ENABLE ALWAYS TRIGGER refuse_change
            """
        )
    }

    @Test func `a new log is in its first epoch, and stays in it`() throws {
        let first = try history()
        #expect(first.epochs.count == 1)
        #expect(first.newest.beginsAt == LogPosition(1))
        #expect(first.newest.home.server == fixture.owner.server)
        try fixture.fill()
        let log = fixture.log()
        #expect(try log.lock().history == first)
        log.release()
        #expect(try history() == first)
    }

    @Test func `two logs never begin with the same epoch`() throws {
        #expect(try history().newest.id != LogHistory.load(try LogFixture().owner).newest.id)
    }

    @Test func `another server begins one epoch after the end for all nodes`() throws {
        try fixture.fill()
        try pretendFailover()
        let before = try history()
        let first = fixture.log()
        let found = try first.lock().history
        first.release()
        #expect(found.epochs.count == 2)
        #expect(found.extends(before))
        #expect(found.newest.beginsAt == LogPosition(7))
        #expect(found.newest.home.server == fixture.owner.server)
        let second = fixture.log()
        #expect(try second.lock().history == found)
        second.release()
        #expect(try history() == found)
    }

    @Test func `an epoch of another node is noticed at the next lock`() throws {
        let log = fixture.log()
        let old = try log.lock().history
        log.release()
        let options = fixture.database.options.with(role: LogRole.commands.rawValue)
        let begun = try HistoryKeeper(options).begin()
        #expect(begun.extends(old) && begun != old)
        #expect(try log.lock().history == begun)
        log.release()
    }

    @Test func `a node that misses its own events begins an epoch`() throws {
        let log = fixture.log()
        try log.append(Batches.transfer(from: 1, to: 2))
        try log.append(Batches.transfer(from: 1, to: 2))
        try cut(to: 2)
        let found = try log.lock().history
        log.release()
        #expect(found.epochs.count == 2)
        #expect(found.newest.beginsAt == LogPosition(3))
        // No other node has a reason to begin one.
        let other = fixture.log()
        #expect(try other.lock().history == found)
        other.release()
        try log.append([Batches.opened(3)])
        #expect(try history() == found)
    }

    @Test func `a node notices another log of the same length`() throws {
        let log = fixture.log()
        try log.append(Batches.transfer(from: 1, to: 2))
        let kept = try log.lock().tail
        log.release()
        try cut(to: 0)
        let other = fixture.log()
        try other.append(Batches.transfer(from: 3, to: 4))
        _ = try log.lock()
        #expect(throws: EventLogError.self) { try log.stands(kept) }
        log.release()
        #expect(try log.lock().history.epochs.count == 2)
        log.release()
    }

    @Test(arguments: LogRole.allCases)
    func `every role can read epochs and no role can change them`(role: LogRole) throws {
        let connection = try fixture.database.connect(role: role.rawValue)
        #expect(try LogHistory.load(connection) == history())
        for change in [
            "UPDATE history.epochs SET begins_at = 1", "DELETE FROM history.epochs",
            "TRUNCATE history.epochs",
        ] {
            #expect(throws: PostgresError.self) { try connection.script(change) }
        }
        #expect(throws: PostgresError.self) {
            try fixture.owner.script("DELETE FROM history.epochs")
        }
    }

    @Test func `a verification names an epoch that does not match the chain`() throws {
        try fixture.fill()
        let options = fixture.database.options.with(role: LogRole.commands.rawValue)
        _ = try HistoryKeeper(options).begin()
        #expect(try fixture.verify().isSound)
        let wrong = try history().newest.id
        try fixture.owner.script(
            """
            ALTER TABLE history.epochs DISABLE TRIGGER refuse_change;
            UPDATE history.epochs SET begins_at = begins_at - 1 WHERE number = 2;
            ALTER TABLE history.epochs ENABLE ALWAYS TRIGGER refuse_change
            """
        )
        #expect(try fixture.verify().first == .epoch(wrong, begins: LogPosition(6)))
    }
}

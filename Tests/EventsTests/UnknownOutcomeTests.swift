import Dispatch
import Events
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventStore
@testable import Model

@Suite(.patient) struct UnknownOutcomeTests {
    @Test(arguments: CuttingProxy.Cut.allCases)
    func `a cut commit of events is reported with its true outcome`(cut: CuttingProxy.Cut) throws {
        let fixture = try LogFixture()
        try fixture.fill()
        let proxy = try CuttingProxy(to: fixture.database, cut: cut)
        defer { proxy.stop() }
        let log = fixture.database.log(options: proxy.options)
        let stands = append(Batches.transfer(from: 1, to: 2), to: log)
        #expect(stands == (cut == .afterRows))
        #expect(try fixture.reader().tail().position.rawValue == (stands ? 8 : 6))
        // The same log object continues to work.
        try log.append(Batches.transfer(from: 1, to: 2))
        #expect(try fixture.reader().tail().position.rawValue == (stands ? 10 : 8))
        #expect(try fixture.verify().isSound)
    }

    @Test(arguments: CuttingProxy.Cut.allCases)
    func `a cut commit of receipts alone is reported with its true outcome`(
        cut: CuttingProxy.Cut
    ) throws {
        let fixture = try LogFixture()
        let proxy = try CuttingProxy(to: fixture.database, cut: cut)
        defer { proxy.stop() }
        let log = fixture.database.log(options: proxy.options)
        let stands = append([], receipts: [Receipts.one], to: log)
        #expect(stands == (cut == .afterRows))
        #expect(try log.receipts(for: [Receipts.key]).count == (stands ? 1 : 0))
    }

    @Test(arguments: CuttingProxy.Cut.allCases)
    func `a person is erased only if the cut commit was stored`(
        cut: CuttingProxy.Cut
    ) throws {
        let fixture = try LogFixture()
        let person = Person(
            user: UserID(3),
            username: "anna",
            email: "anna@example.org",
            name: nil,
            passwordHash: ""
        )
        try fixture.log().append([Batches.opened(3)], people: [.added(person)])
        let proxy = try CuttingProxy(to: fixture.database, cut: cut)
        defer { proxy.stop() }
        let log = fixture.database.log(options: proxy.options)
        let stands = append([Batches.opened(4)], people: [.erased(person.user)], to: log)
        #expect(stands == (cut == .afterRows))
        let people = try PeopleStore(fixture.owner)
        #expect(try people.find(person.user) == (stands ? nil : .sealed(person)))
    }

    @Test func `the log waits for a lost session that is still committing`() throws {
        let fixture = try LogFixture()
        let database = fixture.database
        let proxy = try CuttingProxy(to: database, cut: .afterRows)
        defer { proxy.stop() }
        // The lost session stops between the rows and the commit, as with a slow disk.
        // Another transaction has the batch's key, so the row waits for its end.
        try fixture.owner.script(
            """
            BEGIN;
            INSERT INTO log.batches
                (last_position, first_position, previous_hash, hash, recorded_at)
            VALUES (2, 1, sha256(''), sha256(''), now())
            """
        )
        let stands = Mutex<Bool?>(nil)
        let group = DispatchGroup()
        DispatchQueue.global().async(group: group) {
            let log = database.log(options: proxy.options)
            let outcome = append(Batches.transfer(from: 1, to: 2), to: log)
            stands.withLock { $0 = outcome }
        }
        let watcher = try database.connect()
        try wait(until: "the writer waits for the lock") {
            try !watcher.execute(waiting, [.text("advisory")]).isEmpty
        }
        #expect(stands.withLock { $0 } == nil)
        try fixture.owner.script("ROLLBACK")
        try group.end("the append has an outcome")
        #expect(stands.withLock { $0 } == true)
        #expect(try fixture.reader().tail().position.rawValue == 2)
    }

    @Test func `a session that the server ends before its commit has stored nothing`() throws {
        let fixture = try LogFixture()
        let database = fixture.database
        try fixture.owner.script("BEGIN; LOCK TABLE log.batches IN SHARE ROW EXCLUSIVE MODE")
        let stands = Mutex<Bool?>(nil)
        let group = DispatchGroup()
        DispatchQueue.global().async(group: group) {
            let outcome = append(Batches.transfer(from: 1, to: 2), to: database.log())
            stands.withLock { $0 = outcome }
        }
        let watcher = try database.connect()
        let blocked = try wait(until: "the append waits for the table") {
            try watcher.execute(waiting, [.text("relation")]).first?.int64(0)
        }
        try watcher.execute("SELECT pg_terminate_backend($1::int)", [.int64(blocked)])
        try fixture.owner.script("COMMIT")
        try group.end("the append has an outcome")
        #expect(stands.withLock { $0 } == false)
        #expect(try fixture.reader().tail().position == .start)
    }

    @Test func `giving up the wait reports an unknown outcome, never a failure`() throws {
        let fixture = try LogFixture()
        let options = fixture.database.options
        let proxy = try CuttingProxy(to: fixture.database, cut: .afterRows)
        defer { proxy.stop() }
        var connections = 0
        let attempts = Mutex(0)
        let log = PostgresEventLog(
            waitBeforeRetry: { attempt in
                attempts.withLock { $0 = attempt }
                return attempt < 3
            },
            connect: {
                connections += 1
                guard connections == 1 else { throw PostgresError.connection("gone") }
                return try Connection(proxy.options)
            }
        )
        do {
            try log.append(Batches.transfer(from: 1, to: 2))
            Issue.record("the outcome can't be known")
        } catch EventLogError.outcomeUnknown {
            #expect(attempts.withLock { $0 } == 3)
        }
        let other = PostgresEventLog(connect: { try Connection(options) })
        #expect(try other.lock().tail.position.rawValue == 2)
    }

    @Test func `a node that stalls under the lock loses the lock and its batch`() throws {
        let fixture = try LogFixture()
        let stalled = fixture.log(limits: LogLimits(holderMilliseconds: 50))
        let tail = try stalled.lock().tail
        // The lock is given once the server has ended the other's session.
        let other = fixture.log(limits: LogLimits(lockMilliseconds: 60_000))
        let late = try other.recorded([Batches.opened(9)], after: tail)
        try other.append(Batches.transfer(from: 1, to: 2))
        #expect(throws: EventLogError.self) {
            try stalled.append(AppendBatch(events: late, recordedAt: other.time(after: tail)))
        }
        #expect(try fixture.reader().tail().position.rawValue == 2)
        #expect(try fixture.verify().isSound)
    }

    @Test func `a log connects again after losing its connection`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        try log.append(Batches.transfer(from: 1, to: 2))
        try endSessions(fixture)
        #expect(throws: EventLogError.self) { try log.events(after: .start, limit: 1) }
        #expect(try log.events(after: .start, limit: 1).count == 1)
        _ = try log.lock()
        try endSessions(fixture)
        #expect(throws: EventLogError.self) { try log.events(after: .start, limit: 1) }
        #expect(throws: EventLogError.self) {
            try log.append(AppendBatch(recordedAt: Timestamp(microseconds: 0)))
        }
        log.release()
        try log.append(Batches.transfer(from: 1, to: 2))
        #expect(try fixture.verify().isSound)
    }

    /// Ends the sessions of role tally_commands, and waits until they are gone.
    private func endSessions(_ fixture: LogFixture) throws {
        let others = """
            SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
                AND backend_type = 'client backend'
            """
        try fixture.owner.execute(others)
    }
}

/// Sessions of this database that wait for a lock of the type.
private let waiting = """
    SELECT pid FROM pg_locks
    WHERE locktype = $1 AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """

/// Whether the batch is reported as stored; records an issue if the outcome is reported as unknown.
private func append(
    _ events: [NewEvent],
    receipts: [(key: ReceiptKey, receipt: Receipt)] = [],
    people: [PersonChange] = [],
    to log: PostgresEventLog
) -> Bool {
    do {
        try log.append(events, receipts: receipts, people: people)
        return true
    } catch EventLogError.unavailable {
        return false
    } catch {
        Issue.record(error)
        return false
    }
}

import Dispatch
import Events
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventStore
@testable import Model

@Suite(.patient) struct AppendTests {
    @Test func `appended events are read back equal by every reader`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        var appended: [RecordedEvent] = []
        for type in EventType.allCases {
            let event = try Samples.event(type)
            appended += try log.append([
                NewEvent(.account(.house), event), NewEvent(.username(Samples.claim(9)), event),
            ])
        }
        let reader = try fixture.reader()
        #expect(try log.events(after: .start, limit: 1_000) == appended)
        #expect(try reader.read(after: .start, limit: 1_000) == appended)
        #expect(try reader.read(after: LogPosition(3), limit: 2) == Array(appended[3..<5]))
        for chunk in [1, 7, 1_000] {
            var streamed: [RecordedEvent] = []
            try reader.stream(
                after: .start,
                through: LogPosition(Int64(appended.count)),
                chunk: chunk
            ) {
                streamed.append($0)
            }
            #expect(streamed == appended)
        }
        let house = appended.filter { $0.stream == .account(.house) }
        #expect(try reader.read(.account(.house), limit: 1_000) == house)
        #expect(
            try reader.read(.account(.house), after: house[19].position, limit: 3)
                == Array(house[20..<23])
        )
        let tail = try reader.tail()
        #expect(tail.position == LogPosition(Int64(appended.count)))
        #expect(tail.recordedAt == appended.last?.recordedAt)
        let verification = try fixture.verify()
        #expect(verification.isSound && verification.events == appended.count)
        #expect(verification.batches == EventType.allCases.count)
    }

    @Test func `an empty log is sound, with a tail and without events`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        #expect(try log.lock().tail.position == .start)
        #expect(throws: EventLogError.self) { try log.lock() }
        log.release()
        #expect(try fixture.reader().tail().position == .start)
        #expect(try log.events(after: .start, limit: 10).isEmpty)
        #expect(try log.histories(of: []).isEmpty)
        #expect(try log.histories(of: [.slot(SlotID(1))])[.slot(SlotID(1))]?.events == [])
        #expect(try fixture.verify() == (try fixture.verify()))
        #expect(try fixture.verify().isSound)
    }

    @Test func `a session that lost its prepared statements prepares them again`() throws {
        let fixture = try LogFixture()
        let session = try fixture.database.connect(role: LogRole.commands.rawValue)
        let log = PostgresEventLog { session }
        try log.open(1)
        try session.script("DEALLOCATE ALL")
        // First the statements of the lock are missing, then that of the batch.
        #expect(throws: EventLogError.self) { try log.open(2) }
        #expect(throws: EventLogError.self) { try log.open(2) }
        try log.open(2)
        #expect(!session.isBroken)
        #expect(try fixture.verify().isSound)
    }

    @Test func `batches of several nodes follow each other without a gap`() throws {
        let fixture = try LogFixture()
        let rounds = 40
        let database = fixture.database
        let problems = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            let log = database.log(limits: LogLimits(lockMilliseconds: 60_000))
            do {
                for _ in 0..<rounds {
                    // Versions are read under the lock: each transfer is decided on the true state.
                    try log.append(Batches.transfer(from: 1, to: 2))
                }
            } catch {
                problems.withLock { $0.append("\(error)") }
            }
        }
        #expect(problems.withLock { $0 } == [])
        let events = try fixture.reader().read(after: .start, limit: 10_000)
        #expect(events.map(\.position.rawValue) == Array(1...Int64(4 * 2 * rounds)))
        let sender = events.filter { $0.stream == .account(AccountID(1)) }
        #expect(sender.map(\.version.rawValue) == Array(1...Int32(4 * rounds)))
        #expect(try fixture.verify().isSound)
    }

    @Test func `a reader never skips an event, despite slow transactions and concurrent writers`()
        throws
    {
        let fixture = try LogFixture()
        // Has a transaction id, so schemes that wait for the oldest transaction would stall.
        let slow = try fixture.database.connect()
        try slow.script("CREATE TABLE other (x int); BEGIN; INSERT INTO other VALUES (1)")
        let database = fixture.database
        let problems = Mutex<[String]>([])
        let total = 2 * 2 * 50
        DispatchQueue.concurrentPerform(iterations: 3) { index in
            do {
                if index > 0 {
                    let log = database.log(limits: LogLimits(lockMilliseconds: 60_000))
                    for _ in 0..<50 { try log.append(Batches.transfer(from: 1, to: 2)) }
                    return
                }
                let reader = try database.reader()
                var position = LogPosition.start
                let patience = Patience()
                while position.rawValue < total {
                    guard !patience.isOver else {
                        throw WaitedInVain("event \(total) is read, after \(position)")
                    }
                    for event in try reader.read(after: position, limit: 7) {
                        guard event.position == position.advanced(by: 1) else {
                            return problems.withLock { $0.append("gap at \(position)") }
                        }
                        position = event.position
                    }
                }
            } catch {
                problems.withLock { $0.append("\(error)") }
            }
        }
        #expect(problems.withLock { $0 } == [])
        slow.rollback()
    }

    @Test func `a batch that does not continue the log is refused and nothing is stored`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        try fixture.fill()
        let tail = try log.lock().tail
        let next = try log.recorded(Batches.transfer(from: 1, to: 2), after: tail)
        log.release()
        let gap = try log.recorded(
            [Batches.opened(9)],
            after: LogTail(position: LogPosition(9), recordedAt: tail.recordedAt, hash: [])
        )
        for events in [Array(next.reversed()), gap] {
            _ = try log.lock()
            #expect(throws: EventLogError.self) {
                try log.append(AppendBatch(events: events, recordedAt: tail.recordedAt))
            }
        }
        #expect(throws: EventLogError.self) {
            try log.append(AppendBatch(events: next, recordedAt: tail.recordedAt))
        }
        #expect(try fixture.reader().tail() == tail)
        try log.append(Batches.transfer(from: 1, to: 2))
        #expect(try fixture.verify().isSound)
    }

    @Test func `the log recognises its own past ends`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        var tails = [try log.lock().tail]
        log.release()
        for number in 1...2 as ClosedRange<Int64> {
            try log.append([Batches.opened(number)])
            tails.append(try fixture.reader().tail())
        }
        let tail = try log.lock().tail
        #expect(tail == tails[2])
        for tail in tails { #expect(try log.stands(tail)) }
        for (position, hash) in [(1, tails[2].hash), (2, tails[1].hash), (3, tails[2].hash)] {
            let other = LogTail(
                position: LogPosition(Int64(position)),
                recordedAt: tail.recordedAt,
                hash: hash
            )
            #expect(try !log.stands(other))
        }
        let end = try log.append(AppendBatch(recordedAt: tail.recordedAt))
        #expect(end == tail)
    }

    @Test func `an existing version is refused with the name of its stream`() throws {
        let fixture = try LogFixture()
        try fixture.fill()
        let log = fixture.log()
        let tail = try log.lock().tail
        let event = try log.recorded([Batches.opened(9)], after: tail)[0]
        let twice = RecordedEvent(
            position: event.position,
            stream: .account(AccountID(1)),
            version: StreamVersion(1),
            event: event.event,
            origin: event.origin,
            recordedAt: event.recordedAt
        )
        #expect(
            throws: EventLogError.refused(
                "the stream has an event of that version already: "
                    + "Key (stream, version)=(account-1, 1) already exists."
            )
        ) {
            try log.append(AppendBatch(events: [twice], recordedAt: event.recordedAt))
        }
        #expect(try fixture.reader().tail() == tail)
    }

    @Test func `waiting too long for the lock fails with a timeout`() throws {
        let fixture = try LogFixture()
        let holder = fixture.log()
        let waiter = fixture.log(limits: LogLimits(lockMilliseconds: 1))
        _ = try holder.lock()
        #expect(throws: EventLogError.lockTimeout) { try waiter.lock() }
        holder.release()
        #expect(try waiter.lock().tail.position == .start)
    }

    @Test func `every commit of events notifies once, a commit of receipts alone does not`() throws
    {
        let fixture = try LogFixture()
        try fixture.owner.listen(AppendLock.channel)
        try fixture.fill()
        try fixture.log().append([], receipts: [Receipts.one])
        // The response to a statement includes all notifications from before it.
        try fixture.owner.execute("SELECT 1")
        let received = try fixture.owner.notifications()
        #expect(received.map(\.channel) == ["tally_log", "tally_log", "tally_log"])
        #expect(try fixture.owner.notifications().isEmpty)
    }
}

extension PostgresEventLog {
    /// Appends the first event of an account without reading its stream.
    fileprivate func open(_ id: Int64) throws {
        let tail = try lock().tail
        let event = RecordedEvent(
            position: tail.position.advanced(by: 1),
            stream: .account(AccountID(id)),
            version: StreamVersion(1),
            event: Batches.opened(id).event,
            origin: Origin(command: UUID128(high: 1, low: 2), actor: .system),
            recordedAt: time(after: tail)
        )
        try append(AppendBatch(events: [event], recordedAt: event.recordedAt))
    }
}

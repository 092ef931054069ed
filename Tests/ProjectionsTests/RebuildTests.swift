import Dispatch
import Events
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Projections
@testable import Replay

@Suite(.patient) struct RebuildTests {
    @Test(arguments: [51, 52, 53] as [UInt64], [64, 500_000])
    func `rebuilt rows equal the live ones byte for byte`(
        seed: UInt64,
        chunk: Int
    ) throws {
        let (database, random) = try ReadDatabase.prepared(seed: seed)
        try database.session(batchLimit: 70).session.settle()
        let live = try database.contents()
        var options = RebuildOptions()
        options.chunk = chunk
        options.lockedEvents = 10
        let report = try Rebuild(database.options, options: options).run()
        #expect(report.isEqual)
        #expect(report.outcomes.map(\.name) == ReadModel.allCases.sorted())
        #expect(report.outcomes.allSatisfy { $0.isSwapped })
        #expect(report.events == Int64(random.history.events.count))
        #expect(try database.contents() == live)
        let checkpoints = try database.checkpoints()
        #expect(checkpoints.values.allSatisfy { $0.generation == 2 })
        #expect(
            checkpoints.values.allSatisfy { $0.position == random.history.events.last?.position }
        )
    }

    @Test func `a read model without progress is built up to the log's end`() throws {
        let (database, random) = try ReadDatabase.prepared(seed: 54)
        let report = try Rebuild(database.options).run()
        #expect(report.outcomes.allSatisfy { $0.position == random.history.events.last?.position })
        let other = try ReadDatabase()
        try other.append(random.history.events)
        try other.session().session.settle()
        #expect(try database.contents() == other.contents())
    }

    @Test func `rebuilt tables keep indexes, options and comments`() throws {
        let (database, _) = try ReadDatabase.prepared(seed: 55, 50)
        func catalogue() throws -> [String] {
            try database.connection.execute(
                """
                SELECT pg_get_indexdef(indexrelid) FROM pg_index
                JOIN pg_class ON oid = indrelid WHERE relnamespace = 'read'::regnamespace
                UNION ALL
                SELECT concat_ws(' ', relname, reloptions::text, obj_description(oid, 'pg_class'),
                    pg_get_userbyid(relowner), relacl::text)
                FROM pg_class WHERE relnamespace = 'read'::regnamespace AND relkind = 'r'
                UNION ALL
                SELECT concat_ws(' ', attrelid::regclass::text, attname, attnotnull,
                    col_description(attrelid, attnum))
                FROM pg_attribute JOIN pg_class ON oid = attrelid
                WHERE attnum > 0 AND relnamespace = 'read'::regnamespace AND relkind = 'r'
                ORDER BY 1
                """
            ).map { try $0.string(0) }
        }
        // Only after a first replay are the rights explicit, so two rounds are compared.
        _ = try Rebuild(database.options).run()
        let before = try catalogue()
        _ = try Rebuild(database.options).run()
        #expect(try catalogue() == before)
        for index in ["transactions_sender", "pending_transfers_sender_state"] {
            #expect(before.contains { $0.contains(index) })
        }
        let left = try database.connection.execute(
            """
            SELECT relname::text FROM pg_class
            WHERE relnamespace = 'read_shadow'::regnamespace AND relkind = 'r'
            """
        )
        #expect(try left.map { try $0.string(0) } == ["progress"])
    }

    @Test func `an interrupted replay continues where it stopped`() throws {
        let (database, random) = try ReadDatabase.prepared(seed: 56, 9_000)
        try database.session().session.settle()
        let live = try database.contents()
        var options = RebuildOptions()
        options.chunk = 2_048
        options.lockedEvents = 10
        var asked = 0
        #expect(throws: RebuildError.interrupted(LogPosition(4_096))) {
            try Rebuild(database.options, options: options).run(shouldStop: {
                asked += 1
                return asked == 2
            })
        }
        #expect(try database.contents() == live)
        let report = try Rebuild(database.options, options: options).run()
        #expect(report.isEqual)
        #expect(report.events <= Int64(random.history.events.count) - 4_096 + 20)
        #expect(try database.contents() == live)
    }

    @Test func `an unfinished replay of another version starts again`() throws {
        let (database, random) = try ReadDatabase.prepared(seed: 58, 9_000)
        try database.session().session.settle()
        let live = try database.contents()
        var options = RebuildOptions()
        options.chunk = 2_048
        options.lockedEvents = 10
        options.software = "older"
        var asked = 0
        #expect(throws: RebuildError.interrupted(LogPosition(4_096))) {
            try Rebuild(database.options, options: options).run(shouldStop: {
                asked += 1
                return asked == 2
            })
        }
        options.software = "newer"
        let report = try Rebuild(database.options, options: options).run()
        #expect(report.events == Int64(random.history.events.count))
        #expect(report.isEqual)
        #expect(try database.contents() == live)
    }

    @Test func `old and new tables are equal during appends and projection`() throws {
        var random = RandomHistory(seed: 57)
        random.grow(to: 3_000)
        let start = 600
        let events = random.history.events
        let database = try ReadDatabase()
        try database.append(events[..<start])
        let feed = CommitFeed()
        let published = Mutex<[ProjectionBatch]>([])
        let arrived = CommitFeed()
        let last = try #require(events.last)
        let runner = ProjectionRunner(database.options, feed: feed) { batch in
            published.withLock { $0.append(batch) }
            if batch.positions.values.min() == last.position { arrived.publish([last]) }
        }
        runner.start()
        let options = database.options
        let done = DispatchSemaphore(value: 0)
        let reports = Mutex<[Result<RebuildReport, any Error>]>([])
        // These calls block, so they get threads of their own.
        DispatchQueue(label: "replay").async {
            var choice = RebuildOptions()
            choice.chunk = 300
            choice.lockedEvents = 50
            for _ in 0..<4 {
                let result = Result { try Rebuild(options, options: choice).run() }
                reports.withLock { $0.append(result) }
            }
            done.signal()
        }
        try database.append(events[start...], to: feed)
        #expect(done.wait(timeout: .now() + .seconds(120)) == .success)
        #expect(arrived.wait(after: .start, timeoutMilliseconds: 60_000) == .published)
        runner.stop()
        for report in reports.withLock({ $0 }) {
            let report = try report.get()
            #expect(report.isEqual, "\(report.outcomes)")
            #expect(report.outcomes.allSatisfy { $0.isSwapped })
        }
        let other = try ReadDatabase()
        try other.append(events)
        try other.session().session.settle()
        #expect(try database.contents() == other.contents())
    }

    @Test func `another replay at the same time is refused`() throws {
        let (database, _) = try ReadDatabase.prepared(seed: 58, 50)
        var refusal: (any Error)?
        _ = try Rebuild(database.options).run(progress: { progress in
            guard progress.phase == .comparing else { return }
            do { _ = try Rebuild(database.options).run() } catch { refusal = error }
        })
        #expect(refusal as? RebuildError == .alreadyRunning)
    }
}

import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Projections

/// Several nodes, and nodes that die.
@Suite(.patient) struct SharedWorkTests {
    @Test func `a node that finds the work done publishes the same rows`() throws {
        var random = RandomHistory(seed: 11)
        let database = try ReadDatabase()
        let (first, firstPublished) = try database.session(batchLimit: 50)
        let (second, secondPublished) = try database.session(batchLimit: 50)
        try first.settle()
        try second.settle()
        var done = 0
        for turn in 1...8 {
            random.grow(to: turn * 60)
            try database.append(random.history.events[done...])
            done = random.history.events.count
            // Each of the two nodes is the faster one every other time.
            for session in turn % 2 == 0 ? [first, second] : [second, first] {
                try session.settle()
            }
            #expect(firstPublished.positions == secondPublished.positions)
        }
        #expect(firstPublished.balances == secondPublished.balances)
        #expect(
            firstPublished.balances == (try fold(BalanceProjector.self, random.history.events))
        )
        for keyPath in [\ProjectionBatch.holdUsers, \.orderUsers, \.basketUsers] {
            #expect(
                Set(firstPublished.batches.flatMap { $0[keyPath: keyPath] })
                    == Set(secondPublished.batches.flatMap { $0[keyPath: keyPath] })
            )
        }
        #expect(
            Set(firstPublished.batches.flatMap(\.transactionAccounts))
                == Set(secondPublished.batches.flatMap(\.transactionAccounts))
        )
        #expect(
            Set(firstPublished.batches.flatMap(\.catalogs))
                == Set(secondPublished.batches.flatMap(\.catalogs))
        )
        #expect(
            Set(firstPublished.batches.flatMap(\.endedSessions))
                == Set(secondPublished.batches.flatMap(\.endedSessions))
        )
        #expect(firstPublished.users == secondPublished.users)
        #expect(firstPublished.users == (try fold(UserProjector.self, random.history.events)))
        for keyPath in [\ProjectionBatch.ratesChanged, \.servicesChanged] {
            #expect(firstPublished.batches.contains { $0[keyPath: keyPath] })
            #expect(secondPublished.batches.contains { $0[keyPath: keyPath] })
        }
        let alone = try ReadDatabase()
        try alone.append(random.history.events)
        try alone.session().session.settle()
        #expect(try alone.contents() == database.contents())
    }

    @Test func `a node follows another one that holds the checkpoints`() throws {
        var random = RandomHistory(seed: 12)
        random.grow(to: 80)
        let database = try ReadDatabase()
        try database.append(random.history.events)
        let (session, published) = try database.session()
        #expect(try session.step() == .moved)
        let other = try database.database.connect(role: LogRole.projections.rawValue)
        try other.script("BEGIN")
        _ = try Checkpoint.lock(other)
        #expect(try session.step() == .contended)
        #expect(published.positions.values.allSatisfy { $0 == .start })
        other.rollback()
        try session.settle()
        #expect(
            published.positions.values.allSatisfy { $0 == random.history.events.last?.position }
        )
    }

    @Test func `a node sees the log grow while another one holds the checkpoints`() throws {
        var random = RandomHistory(seed: 13)
        random.grow(to: 80)
        let database = try ReadDatabase()
        try database.append(random.history.events)
        let feed = CommitFeed()
        let board = StatusBoard()
        let (session, published) = try database.session(feed, report: board.update)
        try session.settle()
        let before = board.status
        let other = try database.database.connect(role: LogRole.projections.rawValue)
        try other.script("BEGIN")
        _ = try Checkpoint.lock(other)
        // The node's own events, so that the session finds work without reading the log.
        random.grow(to: 120)
        let events = random.history.events
        try database.append(events.dropFirst(Int(before.tail.rawValue)), to: feed)
        #expect(try session.step() == .contended)
        #expect(board.status.tail == events.last?.position)
        #expect(board.status.lag == Int64(events.count) - before.tail.rawValue)
        #expect(board.status.lookedAt >= before.lookedAt)
        other.rollback()
        try session.settle()
        #expect(board.status.lag == 0)
        #expect(published.batches.last?.tail == events.last?.position)
    }

    @Test(arguments: [21, 22] as [UInt64])
    func `each event is applied once, however often the connection is lost`(seed: UInt64) throws {
        var random = RandomHistory(seed: seed)
        random.grow(to: 300)
        let database = try ReadDatabase()
        try database.append(random.history.events)
        var dice = SeededGenerator(seed: seed)
        var deaths = 0
        let published = Published()
        while true {
            var options = RunnerOptions()
            options.batchLimit = 40
            let connection = try database.database.connect(role: LogRole.projections.rawValue)
            let session = ProjectionPass(
                connection,
                feed: CommitFeed(),
                options: options
            ) { published.batches.append($0) }
            do {
                for _ in 0..<dice.next(4) { _ = try session.step() }
                if deaths < 12 {
                    deaths += 1
                    try database.connection.execute(
                        "SELECT pg_terminate_backend($1, 5000)",
                        [.int32(connection.processID)]
                    )
                }
                try session.settle()
                break
            } catch is PostgresError {
                // A new session, as the runner opens one.
            }
        }
        #expect(deaths == 12)
        let alone = try ReadDatabase()
        try alone.append(random.history.events)
        try alone.session().session.settle()
        #expect(try alone.contents() == database.contents())
        #expect(
            published.positions.values.allSatisfy { $0 == random.history.events.last?.position }
        )
    }

    @Test func `events that a failover has cut off are not projected`() throws {
        var lost = RandomHistory(seed: 51)
        lost.grow(to: 100)
        var kept = RandomHistory(seed: 52)
        kept.grow(to: 60)
        let feed = CommitFeed()
        feed.publish(lost.history.events)
        // The server after the failover has another, shorter log.
        let database = try ReadDatabase()
        try database.append(kept.history.events)
        let (session, published) = try database.session(feed)
        try session.settle()
        let alone = try ReadDatabase()
        try alone.append(kept.history.events)
        try alone.session().session.settle()
        #expect(try database.contents() == alone.contents())
        let first = try #require(published.batches.first)
        #expect(first.kind == .reset)
        #expect(first.tail == kept.history.events.last?.position)
    }

    @Test func `a read model that a replay has restarted is no longer reported as stopped`() throws
    {
        var history = History()
        let user = history.register()
        history.command(
            .hold(HoldID(999_999)),
            .hold(.confirmed(HoldReference(slot: SlotID(1), user: user)))
        )
        let database = try ReadDatabase()
        try database.append(history.events)
        let board = StatusBoard()
        let (session, _) = try database.session(report: board.update)
        try session.settle()
        guard case .stopped = board.status.projections[.holds]?.state else {
            Issue.record("the projection goes on")
            return
        }
        // The state after a swap of rebuilt tables.
        try database.connection.execute(
            """
            UPDATE read.checkpoints
            SET position = $1, generation = generation + 1, error = NULL, error_position = NULL
            WHERE name = 'holds'
            """,
            [.int64(Int64(history.events.count))]
        )
        try session.settle()
        #expect(board.status.projections[.holds]?.state == .following)
        #expect(board.status.lag == 0)
    }

    @Test func `rows are published only after their commit`() throws {
        var random = RandomHistory(seed: 31)
        random.grow(to: 200)
        let database = try ReadDatabase()
        try database.append(random.history.events)
        var options = RunnerOptions()
        options.batchLimit = 30
        let session = ProjectionPass(
            try database.database.connect(role: LogRole.projections.rawValue),
            feed: CommitFeed(),
            options: options
        ) { batch in
            let stored = (try? database.checkpoints()) ?? [:]
            for (name, position) in batch.positions {
                #expect(position <= stored[name]?.position ?? .start)
            }
        }
        try session.settle()
    }

    @Test func `the running thread follows the log and stops`() throws {
        var random = RandomHistory(seed: 41)
        random.grow(to: 150)
        let database = try ReadDatabase()
        let feed = CommitFeed()
        let positions = CommitFeed()
        let last = try #require(random.history.events.last)
        let runner = ProjectionRunner(database.options, feed: feed) { batch in
            // Passes the last position on, so that the test need not search for it.
            if batch.positions.values.min() == last.position { positions.publish([last]) }
        }
        runner.start()
        try database.append(random.history.events, to: feed)
        #expect(positions.wait(after: .start, timeoutMilliseconds: 60_000) == .published)
        runner.stop()
        let status = runner.status
        #expect(status.connection == .stopped)
        #expect(status.lag == 0)
        #expect(status.answeredAt > 0)
        #expect(Set(status.projections.keys) == Set(ReadModel.allCases))
    }
}

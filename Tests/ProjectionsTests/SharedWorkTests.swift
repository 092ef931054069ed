import Events
import Postgres
import TestSupport
import Testing

@testable import Projections

/// Several nodes, and nodes that die.
@Suite struct SharedWorkTests {
    @Test func `a node that finds the work done publishes the same`() throws {
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
            // Each is the faster one every other time.
            for session in turn % 2 == 0 ? [first, second] : [second, first] {
                try session.settle()
            }
            #expect(firstPublished.positions == secondPublished.positions)
        }
        #expect(firstPublished.balances == secondPublished.balances)
        #expect(
            firstPublished.balances == (try fold(BalanceProjector.self, random.history.events))
        )
        for keyPath in [\ProjectionBatch.holdUsers, \.orderUsers, \.profileUsers] {
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
        let alone = try ReadDatabase()
        try alone.append(random.history.events)
        try alone.session().session.settle()
        #expect(try alone.contents() == database.contents())
    }

    @Test func `a node whose work is locked by another one follows`() throws {
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

    @Test(arguments: [21, 22] as [UInt64])
    func `each event is applied once however often the connection dies`(seed: UInt64) throws {
        var random = RandomHistory(seed: seed)
        random.grow(to: 300)
        let database = try ReadDatabase()
        try database.append(random.history.events)
        var dice = SplitMix(state: seed)
        var state: ProjectionState?
        var deaths = 0
        let published = Published()
        while true {
            var options = RunnerOptions()
            options.batchLimit = 40
            let connection = try database.database.connect(role: LogRole.projections.rawValue)
            let session = ProjectionSession(
                connection,
                feed: CommitFeed(),
                options: options,
                state: state
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
                state = session.state.places.isEmpty ? nil : session.state
            }
        }
        #expect(deaths == 12)
        let alone = try ReadDatabase()
        try alone.append(random.history.events)
        try alone.session().session.settle()
        #expect(try alone.contents() == database.contents())
        #expect(
            published.balances == (try fold(BalanceProjector.self, random.history.events))
        )
    }

    @Test func `nothing is published before it is committed`() throws {
        var random = RandomHistory(seed: 31)
        random.grow(to: 200)
        let database = try ReadDatabase()
        try database.append(random.history.events)
        var options = RunnerOptions()
        options.batchLimit = 30
        let session = ProjectionSession(
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
            // The last position is handed on, so that the test need not look for it.
            if batch.positions.values.min() == last.position { positions.publish([last]) }
        }
        runner.start()
        try database.append(random.history.events, to: feed)
        #expect(positions.wait(after: .start, timeoutMilliseconds: 60_000) == .published)
        runner.stop()
        let status = runner.status
        #expect(status.connection == .stopped)
        #expect(status.lag == 0)
        #expect(status.lastError == nil)
        #expect(Set(status.projections.keys) == Set(ProjectionName.allCases))
    }
}

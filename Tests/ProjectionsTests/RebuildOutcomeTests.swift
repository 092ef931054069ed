import Events
import Postgres
import TestSupport
import Testing

@testable import Projections

/// What a replay finds, swaps and leaves as it is.
@Suite struct RebuildOutcomeTests {
    @Test(arguments: [true, false])
    func `a difference is found, shown, and mended unless only compared`(
        verifyOnly: Bool
    ) throws {
        let (database, _) = try ReadDatabase.prepared(seed: 59)
        try database.session().session.settle()
        let sound = try database.contents()
        try database.connection.script(
            "UPDATE read.balances SET available = available + 1 WHERE account_id = 3"
        )
        let broken = try database.contents()
        var options = RebuildOptions()
        options.verifyOnly = verifyOnly
        let report = try Rebuild(database.options, options: options).run()
        #expect(!report.isEqual)
        for outcome in report.outcomes {
            #expect(outcome.isSwapped != verifyOnly)
            switch outcome.comparison {
            case .different(_, let difference):
                #expect(outcome.name == .balances)
                #expect(difference.table == "balances")
                #expect(difference.live?.hasPrefix("(3,RUB,") == true)
                #expect(difference.live != difference.rebuilt)
            case .equal, .notCompared, .failed:
                #expect(outcome.name != .balances)
            }
        }
        #expect(try database.contents() == (verifyOnly ? broken : sound))
        #expect(try ReplayProgress.read(begunBy: "", database.connection).isEmpty)
    }

    @Test func `a named read model is rebuilt alone`() throws {
        let (database, _) = try ReadDatabase.prepared(seed: 60)
        try database.session().session.settle()
        var options = RebuildOptions()
        options.names = [.holds]
        let report = try Rebuild(database.options, options: options).run()
        #expect(report.outcomes.map(\.name) == [.holds])
        let checkpoints = try database.checkpoints()
        for (name, checkpoint) in checkpoints {
            #expect(checkpoint.generation == (name == .holds ? 2 : 1))
        }
    }

    @Test func `running nodes take the swapped tables up`() throws {
        var (database, random) = try ReadDatabase.prepared(seed: 61)
        let (session, published) = try database.session()
        try session.settle()
        _ = try Rebuild(database.options).run()
        try session.settle()
        #expect(published.batches.last?.kind == .reset)
        let before = random.history.events.count
        random.grow(to: before + 200)
        try database.append(random.history.events[before...])
        try session.settle()
        #expect(published.batches.last?.kind == .advanced)
        let other = try ReadDatabase()
        try other.append(random.history.events)
        try other.session().session.settle()
        #expect(try database.contents() == other.contents())
    }

    @Test func `a read model that can't be rebuilt leaves the others to be`() throws {
        let (database, random) = try ReadDatabase.prepared(seed: 62)
        var history = random.history
        let before = history.events.count
        let poison = history.next
        history.command(
            .hold(HoldID(999_999)),
            .hold(.confirmed(HoldReference(slot: SlotID(1), user: UserID(3))))
        )
        try database.append(history.events[before...])
        try database.session().session.settle()
        let live = try database.contents()
        let report = try Rebuild(database.options).run()
        for outcome in report.outcomes {
            #expect(outcome.isSwapped == (outcome.name != .holds))
            switch outcome.comparison {
            case .failed(let fault):
                #expect(outcome.name == .holds)
                #expect(fault.position == poison)
            case .equal, .different, .notCompared:
                #expect(outcome.name != .holds)
            }
        }
        #expect(try database.contents() == live)
    }

    @Test func `a stopped read model that was mended is rebuilt to the log's end`() throws {
        let (database, random) = try ReadDatabase.prepared(seed: 63)
        var history = random.history
        let before = history.events.count
        history.transfer(from: .house, to: .sales, 424_242)
        history.transfer(from: .house, to: .sales, 1)
        try database.append(history.events[before...])
        try database.connection.script(
            "ALTER TABLE read.transactions ADD CONSTRAINT odd CHECK (amount <> 424242)"
        )
        try database.session().session.settle()
        try database.connection.script("ALTER TABLE read.transactions DROP CONSTRAINT odd")
        let stopped = try #require(try database.checkpoints()[.transactions])
        #expect(stopped.error != nil)
        let report = try Rebuild(database.options).run()
        #expect(report.isEqual)
        #expect(report.outcomes.allSatisfy { $0.position == history.events.last?.position })
        let mended = try #require(try database.checkpoints()[.transactions])
        #expect(mended.error == nil)
        #expect(
            try database.contents()["transactions"]?.count
                == fold(TransactionProjector.self, history.events).count
        )
    }
}

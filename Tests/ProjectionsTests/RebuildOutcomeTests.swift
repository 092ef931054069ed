import Events
import Postgres
import TestSupport
import Testing

@testable import Model
@testable import Projections
@testable import Replay

/// The outcomes of a replay: read models that are found equal, swapped or left as they are.
@Suite(.patient) struct RebuildOutcomeTests {
    @Test(arguments: [true, false])
    func `a difference is found, reported, and fixed unless only compared`(
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
            case .equal, .notCompared, .cutOff, .failed:
                #expect(outcome.name != .balances)
            }
        }
        #expect(try database.contents() == (verifyOnly ? broken : sound))
        #expect(try ReplayProgress.read(begunBy: "", database.connection).isEmpty)
    }

    @Test func `read models follow a cut of the log only with an operator's consent`() throws {
        let (database, random) = try ReadDatabase.prepared(seed: 66)
        try database.session().session.settle()
        let long = try database.contents()
        let full = try #require(random.history.events.last?.position)
        let end = LogPosition(
            try database.connection.execute(
                "SELECT last_position FROM log.batches ORDER BY last_position DESC OFFSET 9 LIMIT 1"
            ).only().int64(0)
        )
        try database.connection.script(
            """
            ALTER TABLE log.events DISABLE TRIGGER ALL;
            ALTER TABLE log.batches DISABLE TRIGGER ALL;
            DELETE FROM log.events WHERE position > \(end.rawValue);
            DELETE FROM log.batches WHERE last_position > \(end.rawValue)
            """
        )
        #expect(throws: RebuildError.ahead(of: end, position: full)) {
            try Rebuild(database.options).run()
        }
        var options = RebuildOptions()
        options.acceptedCut = full
        #expect(throws: RebuildError.otherEnd(accepted: full, end: end)) {
            try Rebuild(database.options, options: options).run()
        }
        #expect(try database.contents() == long)
        options.acceptedCut = end
        let report = try Rebuild(database.options, options: options).run()
        for outcome in report.outcomes {
            guard case .cutOff(let live) = outcome.comparison else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(live == full)
            #expect(outcome.isSwapped && outcome.position == end)
        }
        let other = try ReadDatabase()
        try other.append(random.history.events.filter { $0.position <= end })
        try other.session().session.settle()
        #expect(try database.contents() == other.contents())
        #expect(try database.checkpoints().values.allSatisfy { $0.position == end })
        // From here on everything works as before, without consent.
        try database.append(random.history.events.filter { $0.position > end })
        try database.session().session.settle()
        #expect(try database.contents() == long)
        #expect(try Rebuild(database.options).run().isEqual)
    }

    @Test func `a replay from before a cut is not continued`() throws {
        let (database, _) = try ReadDatabase.prepared(seed: 67)
        try database.session().session.settle()
        var options = RebuildOptions()
        options.chunk = 50
        options.lockedEvents = 10
        var asked = 0
        #expect(throws: RebuildError.self) {
            try Rebuild(database.options, options: options).run(shouldStop: {
                asked += 1
                return asked > 3
            })
        }
        try #require(!ReplayProgress.read(begunBy: "", database.connection).isEmpty)
        try database.connection.script(
            """
            ALTER TABLE log.events DISABLE TRIGGER ALL;
            ALTER TABLE log.batches DISABLE TRIGGER ALL;
            TRUNCATE log.events, log.batches
            """
        )
        options.acceptedCut = .start
        _ = try Rebuild(database.options, options: options).run()
        #expect(try database.contents().values.allSatisfy { $0.isEmpty })
    }

    @Test func `a single read model can be rebuilt alone`() throws {
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

    @Test func `running nodes use the swapped tables`() throws {
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

    @Test func `a read model that can't be rebuilt does not affect the others`() throws {
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
            case .equal, .different, .notCompared, .cutOff:
                #expect(outcome.name != .holds)
            }
        }
        #expect(try database.contents() == live)
    }

    @Test func `a fixed read model is rebuilt up to the log's end`() throws {
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

import Dispatch
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import API
@testable import Jobs
@testable import Runtime

@Suite(.patient)
struct JobLaneTests {
    @Test func `a job runs when it is due, and then after its interval`() throws {
        let bed = try JobBed()
        let job = ScriptedJob { _ in .done("it") }
        let lane = bed.lane(job)
        #expect(lane.turn() == 0, "the first turn makes the row")
        _ = lane.turn()
        _ = lane.turn()
        #expect(job.runs == 1)
        #expect(try bed.outcomes(.rates) == ["ok"])
        #expect(try bed.terms(.rates) == (0, 60))
        try bed.makeDue(.rates)
        _ = lane.turn()
        #expect(job.runs == 2)
    }

    @Test func `a failed job is recorded and retried sooner`() throws {
        let bed = try JobBed()
        let job = ScriptedJob { _ in throw Complaint("broken") }
        try bed.register(job)
        let lane = bed.lane(job)
        for attempt in 1...3 {
            try bed.makeDue(.rates)
            _ = lane.turn()
            #expect(try bed.terms(.rates) == (Int64(attempt), 1 << (attempt - 1)))
        }
        #expect(try bed.outcomes(.rates) == ["failed", "failed", "failed"])
        #expect(bed.counters.count(of: .rates, .failed) == 3)
    }

    @Test func `a run without work leaves only its time`() throws {
        let bed = try JobBed()
        let job = ScriptedJob { _ in .nothing }
        try bed.register(job)
        _ = bed.lane(job).turn()
        #expect(job.runs == 1)
        #expect(try bed.outcomes(.rates).isEmpty)
        #expect(try bed.terms(.rates) == (0, 60))
    }

    @Test func `a failing job does not stop the others of its lane`() throws {
        let bed = try JobBed()
        let broken = ScriptedJob(.rates) { _ in throw Complaint("broken") }
        let sound = ScriptedJob(.receipts) { _ in .done("it") }
        for job in [broken, sound] { try bed.register(job) }
        _ = bed.lane(broken, sound).turn()
        #expect(sound.runs == 1)
    }

    @Test func `a requested job runs once, due or not`() throws {
        let bed = try JobBed()
        let job = ScriptedJob { _ in .done("it") }
        try bed.register(job)
        let lane = bed.lane(job)
        _ = lane.turn()
        try bed.request(.rates)
        _ = lane.turn()
        _ = lane.turn()
        #expect(job.runs == 2)
    }

    @Test func `a wanted job runs once, at the next turn`() throws {
        let bed = try JobBed()
        let job = ScriptedJob { _ in .nothing }
        try bed.register(job)
        let lane = bed.lane(job)
        _ = lane.turn()
        #expect(lane.want(.rates))
        #expect(!lane.want(.receipts))
        _ = lane.turn()
        _ = lane.turn()
        #expect(job.runs == 2)
    }

    @Test func `a job that runs on one node does not run on another, even on request`()
        throws
    {
        let bed = try JobBed()
        let other = ScriptedJob { _ in .done("it") }
        let second = bed.lane(other, node: "two")
        let first = ScriptedJob { run in
            try run.begin()
            try bed.request(.rates)
            _ = second.turn()
            #expect(other.runs == 0)
            #expect(try bed.outcomes(.rates) == [nil], "a run is seen while it goes on")
            return .done("it")
        }
        try bed.register(first)
        _ = bed.lane(first).turn()
        #expect(try bed.outcomes(.rates) == ["ok"])
        _ = second.turn()
        #expect(other.runs == 1, "what was asked for during a run comes after it")
    }

    @Test func `a job whose node loses its lock runs on another, and its run is abandoned`() throws
    {
        let bed = try JobBed()
        let other = ScriptedJob { _ in .done("it") }
        let second = bed.lane(other, node: "two")
        let first = ScriptedJob { run in
            try run.begin()
            try bed.killHolder()
            _ = second.turn()
            try run.requireLock()
            return .done("it")
        }
        try bed.register(first)
        _ = bed.lane(first).turn()
        #expect(other.runs == 1)
        #expect(try bed.outcomes(.rates) == ["abandoned", "ok"])
    }

    @Test func `two nodes that look at the same time run a job once`() throws {
        let bed = try JobBed()
        let job = ScriptedJob { _ in .done("it") }
        try bed.register(job)
        let lanes = (0..<4).map { bed.lane(job, node: "\($0)") }
        for round in 1...5 {
            try bed.makeDue(.rates)
            DispatchQueue.concurrentPerform(iterations: lanes.count) { _ = lanes[$0].turn() }
            #expect(job.runs == round)
        }
    }

    @Test(arguments: [false, true])
    func `a lane that stops during a run leaves the job to other nodes at once`(
        wasAskedFor: Bool
    ) throws {
        let bed = try JobBed()
        let lanes = Mutex<[JobLane]>([])
        let job = ScriptedJob { run in
            try run.begin()
            for lane in lanes.withLock({ $0 }) { lane.stop() }
            try run.requireLock()
            return .done("it")
        }
        try bed.register(job)
        if wasAskedFor {
            _ = bed.lane(ScriptedJob { _ in .nothing }).turn()
            try bed.request(.rates)
        }
        let lane = bed.lane(job)
        lanes.withLock { $0 = [lane] }
        _ = lane.turn()
        #expect(try bed.outcomes(.rates) == ["abandoned"])
        let other = ScriptedJob { _ in .done("it") }
        _ = bed.lane(other, node: "two").turn()
        #expect(other.runs == 1)
    }

    @Test func `the newest hundred runs are kept`() throws {
        let bed = try JobBed()
        let job = ScriptedJob { _ in .done("it", hasMore: true) }
        try bed.register(job)
        let lane = bed.lane(job)
        for _ in 0..<105 { _ = lane.turn() }
        #expect(job.runs == 105)
        #expect(try bed.outcomes(.rates).count == 100)
    }
}

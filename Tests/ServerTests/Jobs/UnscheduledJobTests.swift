import Dispatch
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import API
@testable import Jobs
@testable import Runtime

/// Jobs that run on request only.
@Suite(.patient)
struct UnscheduledJobTests {
    @Test func `a job without a schedule runs once for each request, and never otherwise`() throws {
        let bed = try JobBed()
        let job = ScriptedJob(.verify, every: nil) { run in
            try run.begin()
            return .done("it")
        }
        let lane = bed.lane(job)
        #expect(lane.turn() == 0, "the first turn makes the row")
        for _ in 0..<3 { #expect(lane.turn() == 1_000) }
        #expect(job.runs == 0)
        try bed.request(.verify)
        for _ in 0..<3 { _ = lane.turn() }
        #expect(job.runs == 1)
        #expect(try bed.outcomes(.verify) == ["ok"])
    }

    @Test func `a failed job without a schedule is not retried`() throws {
        let bed = try JobBed()
        let job = ScriptedJob(.verify, every: nil) { _ in throw Complaint("broken") }
        try bed.register(job)
        try bed.request(.verify)
        let lane = bed.lane(job)
        for _ in 0..<3 { _ = lane.turn() }
        #expect(job.runs == 1)
        #expect(try bed.outcomes(.verify) == ["failed"])
    }

    @Test func `a job without a schedule does not delay the jobs of its lane`() throws {
        let bed = try JobBed()
        let asked = ScriptedJob(.verify, every: nil) { _ in .done("it") }
        let scheduled = ScriptedJob(.receipts, every: 0) { _ in .done("it") }
        for job in [asked, scheduled] { try bed.register(job) }
        let lane = bed.lane(asked, scheduled)
        #expect(lane.turn() == 0)
        #expect(scheduled.runs == 1)
        #expect(asked.runs == 0)
    }

    @Test func `the run of a dead node is abandoned, and no other node repeats it`() throws {
        let bed = try JobBed()
        let other = ScriptedJob(.verify, every: nil) { _ in .done("it") }
        let second = bed.lane(other, node: "two")
        let first = ScriptedJob(.verify, every: nil) { run in
            try run.begin()
            _ = second.turn()
            #expect(try bed.outcomes(.verify) == [nil], "it goes on")
            try bed.killHolder()
            _ = second.turn()
            try run.requireLock()
            return .done("it")
        }
        try bed.register(first)
        try bed.request(.verify)
        _ = bed.lane(first).turn()
        _ = second.turn()
        #expect(other.runs == 0)
        #expect(try bed.outcomes(.verify) == ["abandoned"])
        #expect(try bed.lastOutcome(.verify) == "abandoned")
    }

    @Test func `a stopping node ends its run's statement`() throws {
        let bed = try JobBed()
        let lanes = Mutex<[JobLane]>([])
        let job = ScriptedJob(.verify, every: nil) { run in
            try run.begin()
            let connection = try Connection(run.interruptible(bed.database.options))
            DispatchQueue.global().async {
                do { try bed.database.waitForSleeper() } catch { Issue.record(error) }
                for lane in lanes.withLock({ $0 }) { lane.stop() }
            }
            try connection.execute("SELECT pg_sleep(600)")
            return .done("it")
        }
        try bed.register(job)
        try bed.request(.verify)
        let lane = bed.lane(job)
        lanes.withLock { $0 = [lane] }
        _ = lane.turn()
        #expect(try bed.outcomes(.verify) == ["abandoned"])
        #expect(try bed.lastOutcome(.verify) == "abandoned")
        let other = ScriptedJob(.verify, every: nil) { _ in .done("it") }
        _ = bed.lane(other, node: "two").turn()
        #expect(other.runs == 0)
    }

    @Test func `the progress of a run is visible while it continues`() throws {
        let bed = try JobBed()
        let job = ScriptedJob(.verify, every: nil) { run in
            try run.begin()
            #expect(try bed.progress(.verify) == nil)
            run.show(JobProgress(done: 1, total: 9, rate: 5))
            #expect(
                try bed.progress(.verify)
                    == #"{"done":1,"total":9,"unit":"events","rate":5,"note":null}"#
            )
            // Too soon to be written, unless the note changes.
            run.show(JobProgress(done: 2, total: 9, rate: 5))
            #expect(try bed.progress(.verify)?.contains(#""done":1"#) == true)
            run.show(JobProgress(done: 3, total: 9, rate: 5, note: "swapping"))
            #expect(try bed.progress(.verify)?.contains(#""note":"swapping""#) == true)
            return .done("it")
        }
        try bed.register(job)
        try bed.request(.verify)
        _ = bed.lane(job).turn()
        #expect(try bed.outcomes(.verify) == ["ok"])
    }
}

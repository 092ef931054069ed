import Commands
import Dispatch
import Entities
import Events
import HTTP
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import API
@testable import Identity
@testable import Jobs
@testable import Model
@testable import Node
@testable import Writer

@Suite(.patient)
struct ExpirySweepTests {
    @Test(arguments: [1, 4, 5, 25, 100])
    func `one run ends everything overdue, in portions, while the read model lags behind`(
        portion: Int
    ) throws {
        let bed = try SweepBed(transfers: 25)
        bed.writer.start()
        try bed.run(bed.sweeper(portion: portion))
        #expect(try bed.expired() == (25, 25))
        #expect(try bed.report() == "25 transfers expired")
    }

    @Test func `an ended transfer is not sent again while the read model lags behind`() throws {
        let bed = try SweepBed(transfers: 25)
        bed.writer.start()
        let sweeper = bed.sweeper(portion: 4)
        for _ in 0..<3 { try bed.run(sweeper) }
        #expect(try bed.expired() == (25, 25))
        #expect(bed.writer.counters.rejected.load(ordering: .relaxed) == 0)
    }

    @Test func `a run begins at the start again once the read model has caught up`() throws {
        let bed = try SweepBed(transfers: 25)
        bed.writer.start()
        let sweeper = bed.sweeper(portion: 4)
        try bed.run(sweeper)
        try bed.bed.database.connect().execute("UPDATE read.checkpoints SET position = 1000000")
        try bed.run(sweeper)
        #expect(bed.writer.counters.rejected.load(ordering: .relaxed) == 25)
        #expect(try bed.expired() == (25, 25))
    }

    @Test func `two nodes that sweep end each transfer once`() throws {
        let bed = try SweepBed(transfers: 40)
        bed.writer.start()
        let sweepers = (0..<2).map { _ in bed.sweeper(portion: 3) }
        // This leaves out the lock that prevents two nodes from running a job at once.
        let failures = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 2) { index in
            do {
                let lane = bed.bed.lane(RelabelledJob(sweepers[index], [.rates, .receipts][index]))
                try bed.bed.register(RelabelledJob(sweepers[index], [.rates, .receipts][index]))
                _ = lane.turn()
            } catch {
                failures.withLock { $0 += 1 }
            }
        }
        #expect(failures.withLock { $0 } == 0)
        #expect(try bed.expired() == (40, 40))
    }

    @Test func `a sweep fills at most a quarter of the queue`() throws {
        let bed = try SweepBed(transfers: 25, queueLimit: 16)
        let sizes = Mutex<[Int]>([])
        let taker = DispatchQueue(label: "taker")
        let group = DispatchGroup()
        taker.async(group: group) {
            while let taken = bed.queue.take(max: 100, waitMilliseconds: 1_000) {
                sizes.withLock { $0.append(taken.count) }
                for one in taken {
                    let done = Outcome.done(position: .start, location: nil, replayed: false)
                    _ = Completion((one.ticket, done, nil))
                }
            }
        }
        try bed.run(bed.sweeper(portion: 500))
        bed.queue.close()
        try group.end("every command is taken")
        let taken = sizes.withLock { $0 }
        #expect(taken.reduce(0, +) == 25)
        #expect(taken.allSatisfy { $0 <= 4 })
    }

    @Test func `a sweep sends nothing while clients fill half of the queue`() throws {
        let bed = try SweepBed(transfers: 25, queueLimit: 16)
        let clients = (0..<8).map { _ in
            Submission<Caller>(
                ExpireHold(HoldID(1)),
                id: UUID128(high: 0, low: 0),
                actor: .system,
                receivedAt: .now,
                ticket: .job
            )
        }
        #expect(bed.queue.submit(clients) == 8)
        try bed.run(bed.sweeper(portion: 500))
        #expect(bed.queue.depth == 8)
        #expect(try bed.report() == nil)
        bed.writer.start()
        bed.writer.stop()
        #expect(try bed.expired() == (0, 0))
    }
}

/// The same job under another name.
private struct RelabelledJob: Job {
    let name: JobName
    private let job: any Job

    init(_ job: any Job, _ name: JobName) {
        self.job = job
        self.name = name
    }

    var intervalSeconds: Int? { job.intervalSeconds }

    func run(_ run: JobRun) throws -> JobReport { try job.run(run) }
}

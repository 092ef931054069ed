import API
import Entities
import Postgres
import Runtime
import Synchronization

/// Runs the jobs of a node, each lane on its own thread.
///
/// Any node may run any job; a lock on the job's row prevents two runs at once.
package final class JobScheduler: Sendable {
    package let counters = JobCounters()
    private let lanes: Mutex<[(lane: JobLane, thread: Periodic)]>

    package convenience init(
        _ jobs: NodeJobs,
        database: ConnectionOptions,
        node: String,
        pollMilliseconds: Int
    ) {
        self.init(
            jobs.lanes,
            database: database,
            node: node,
            pollMilliseconds: pollMilliseconds
        )
    }

    /// The jobs of one lane run one after the other.
    init(
        _ lanes: [[any Job]],
        database: ConnectionOptions,
        node: String,
        pollMilliseconds: Int
    ) {
        let journal = JobJournal(database: database, node: node)
        let counters = counters
        self.lanes = Mutex(
            lanes.filter { !$0.isEmpty }.map { jobs in
                let lane = JobLane(
                    jobs,
                    database: database,
                    journal: journal,
                    counters: counters,
                    pollMilliseconds: pollMilliseconds
                )
                return (lane, Periodic())
            }
        )
    }

    /// Starts the threads.
    package func start() {
        for (lane, thread) in current {
            thread.start(named: "jobs", everyMilliseconds: 0) { lane.turn() }
        }
    }

    /// Looks at once for jobs that are due, such as after a request for a run.
    package func look() {
        for (_, thread) in current { thread.poke() }
    }

    /// Runs the job soon, due or not.
    package func want(_ job: JobName) {
        for (lane, thread) in current where lane.want(job) { thread.poke() }
    }

    /// Stops the current runs, waits for them, and closes all connections.
    package func stop() {
        let lanes = lanes.withLock { lanes in
            defer { lanes = [] }
            return lanes
        }
        for (lane, _) in lanes { lane.stop() }
        for (_, thread) in lanes { thread.stop() }
    }

    private var current: [(lane: JobLane, thread: Periodic)] { lanes.withLock { $0 } }
}

/// Counts the runs of this node since its start, by job and outcome.
package final class JobCounters: Sendable {
    private let counts = Mutex<[JobName: [JobReport.Outcome: Int]]>([:])

    func count(_ job: JobName, _ outcome: JobReport.Outcome) {
        counts.withLock { $0[job, default: [:]][outcome, default: 0] += 1 }
    }

    /// All counts, in order of name and outcome.
    package var all: [(job: JobName, outcome: JobReport.Outcome, count: Int)] {
        counts.withLock { counts in
            counts.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { job, outcomes in
                outcomes.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                    (job, $0.key, $0.value)
                }
            }
        }
    }

    func count(of job: JobName, _ outcome: JobReport.Outcome) -> Int {
        counts.withLock { $0[job]?[outcome] ?? 0 }
    }
}

import Dispatch
import Synchronization

/// A few threads with a bounded queue, for work that blocks or computes long.
///
/// Each thread owns a `Context`, such as a database connection, that is made and used on it alone.
package final class WorkerPool<Context>: Sendable {
    package typealias Job = @Sendable (inout Context) -> Void

    private let queue: JobQueue<Job>
    private let threads: Mutex<[NamedThread]>

    /// `limit` bounds the waiting jobs; `makeContext` runs on each thread before its first job.
    package init(
        named name: String,
        threads count: Int,
        limit: Int,
        makeContext: @escaping @Sendable () -> Context
    ) {
        let queue = JobQueue<Job>(limit: limit)
        self.queue = queue
        threads = Mutex(
            (0..<count).map { _ in
                NamedThread(named: name) {
                    var context = makeContext()
                    while let job = queue.take() { job(&context) }
                }
            }
        )
    }

    /// Returns false, without effect, if too many jobs wait or the pool is closed.
    package func submit(_ job: @escaping Job) -> Bool { queue.add(job) }

    /// The number of waiting jobs.
    package var depth: Int { queue.depth }

    /// Refuses more jobs, finishes those accepted, and ends the threads.
    package func close() {
        // Each thread is joined only once, however often this is called.
        let threads = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        queue.close(wakes: threads.count)
        for thread in threads { thread.join() }
    }
}

/// First in, first out, bounded; takers sleep while it is empty.
private final class JobQueue<Job: Sendable>: Sendable {
    private struct State {
        /// Nil for one that was taken: what it holds must not stay in memory.
        var jobs: [Job?] = []
        /// The index of the first waiting job; earlier ones are removed from time to time.
        var head = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    var depth: Int { state.withLock { $0.jobs.count - $0.head } }

    func add(_ job: Job) -> Bool {
        let added = state.withLock { state in
            guard !state.isClosed, state.jobs.count - state.head < limit else { return false }
            state.jobs.append(job)
            return true
        }
        if added { signal.signal() }
        return added
    }

    /// Nil once the queue is closed and empty.
    func take() -> Job? {
        signal.wait()
        return state.withLock { state in
            guard state.head < state.jobs.count else { return nil }
            let job = state.jobs[state.head]
            state.jobs[state.head] = nil
            state.head += 1
            if state.head == state.jobs.count {
                state.jobs.removeAll(keepingCapacity: true)
                state.head = 0
            } else if state.head >= 1_024 {
                state.jobs.removeFirst(state.head)
                state.head = 0
            }
            return job
        }
    }

    func close(wakes: Int) {
        state.withLock { $0.isClosed = true }
        for _ in 0..<wakes { signal.signal() }
    }
}

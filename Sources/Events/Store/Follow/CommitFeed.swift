import Events
import Glibc
import Model

/// Passes committed events from the writer's thread to the projection thread without reading them
/// from PostgreSQL.
///
/// It holds the last events only, contiguous and at most `capacity` (batches are dropped whole from
/// the oldest on; the last batch always stays). A reader that has fallen behind reads the log. The
/// feed only saves reads and waits: everything is correct without it.
///
/// `@unchecked Sendable`: all of `state` is touched under `lock` only, a heap-allocated pthread
/// mutex that lives as long as the object; `changed` is a pthread condition, made for use by many
/// threads.
package final class CommitFeed: @unchecked Sendable {
    /// Why a wait ended.
    package enum Wake: Hashable, Sendable {
        /// Events after the position are here.
        case published
        /// Another node has appended, or `wake` was called: read the log.
        case remote
        case timeout
        /// The feed is closed.
        case closed
    }

    private var state: CommitFeedState
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    /// `capacity`: events held at most, unless one batch alone has more.
    package init(capacity: Int = 65_536) {
        state = CommitFeedState(capacity: capacity)
        lock = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Setting the clock must not lengthen or shorten a wait.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(lock)
        changed.deallocate()
        lock.deallocate()
    }

    /// Adds one committed batch, in order of position.
    ///
    /// If it does not continue the held events (another node has appended in between), those are
    /// dropped. A batch of another epoch than the reader's is ignored: it may be on a server that
    /// the reader has left.
    package func publish(_ events: [RecordedEvent], in epoch: EpochID? = nil) {
        guard !events.isEmpty else { return }
        locked { $0.publish(events, in: epoch) }
        pthread_cond_broadcast(changed)
    }

    /// Events after `position`, at most `limit`; empty until one is appended; nil if the feed does
    /// not continue from there, so that the log must be read.
    package func take(after position: LogPosition, max limit: Int) -> [RecordedEvent]? {
        locked { $0.take(after: position, limit: limit) }
    }

    /// Signals that another node may have appended.
    ///
    /// The next wait ends at once.
    package func wake() {
        locked { $0.isWoken = true }
        pthread_cond_broadcast(changed)
    }

    /// Ends the present `linger`, and later ones, of a reader that has not reached the position.
    package func hurry(for position: LogPosition) {
        let isNews = locked { state in
            defer { state.wanted = max(state.wanted, position) }
            return state.wanted < position
        }
        if isNews { pthread_cond_broadcast(changed) }
    }

    /// Forgets the last position that somebody is in a hurry for, and returns it.
    ///
    /// The reader repeats the hurry for what it did not reach, up to the log's end: a position
    /// beyond the end, which nobody reaches, ends one `linger`, not all.
    package func takeHurry() -> LogPosition {
        locked { state in
            defer { state.wanted = .start }
            return state.wanted
        }
    }

    /// Waits until `count` events are held after `position`, `hurry` was called for a later
    /// position, `close` was called, or the time is over.
    package func linger(
        after position: LogPosition,
        until count: Int,
        timeoutMilliseconds: Int
    ) {
        let end = position.advanced(by: count)
        wait(timeoutMilliseconds: timeoutMilliseconds) { state in
            state.isClosed || state.wanted > position || state.reaches(end) ? () : nil
        }
    }

    /// Drops the held events, for example when a failover has cut the log's end, and from now on
    /// accepts only batches of that epoch, or all if it is nil.
    package func reset(for epoch: EpochID? = nil) {
        locked { state in
            state.epoch = epoch
            state.reset()
        }
        pthread_cond_broadcast(changed)
    }

    /// Ends all waits, for good.
    package func close() {
        locked { $0.isClosed = true }
        pthread_cond_broadcast(changed)
    }

    /// Waits until there is something after `position`, `wake` or `close` was called, or the time
    /// is over.
    ///
    /// A `wake` ends one wait.
    package func wait(after position: LogPosition, timeoutMilliseconds: Int) -> Wake {
        wait(timeoutMilliseconds: timeoutMilliseconds) { $0.wake(after: position) } ?? .timeout
    }

    /// Waits until `result` returns something; nil if the time is over before.
    @discardableResult
    private func wait<Result>(
        timeoutMilliseconds: Int,
        _ result: (inout CommitFeedState) -> Result?
    ) -> Result? {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let nanoseconds = deadline.tv_nsec + timeoutMilliseconds % 1000 * 1_000_000
        deadline.tv_sec += timeoutMilliseconds / 1000 + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        // `state` is read again each time: other threads change it while the condition waits.
        while true {
            if let result = result(&state) { return result }
            if pthread_cond_timedwait(changed, lock, &deadline) == ETIMEDOUT {
                return result(&state)
            }
        }
    }

    private func locked<R>(_ body: (inout CommitFeedState) -> R) -> R {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body(&state)
    }
}

/// The events in a `CommitFeed`, without threads.
struct CommitFeedState {
    private let capacity: Int
    /// Batches from `oldest` on are held, contiguous; those before are emptied and go when they are
    /// many, since removing each from the front would move all others each time.
    private var batches: [[RecordedEvent]] = []
    private var oldest = 0
    private var count = 0
    private var first: LogPosition?
    private var last: LogPosition?
    /// Batches of another epoch are ignored; nil accepts all.
    var epoch: EpochID?
    var isWoken = false
    /// The last position that somebody is in a hurry for.
    var wanted = LogPosition.start
    var isClosed = false

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func publish(_ events: [RecordedEvent], in epoch: EpochID?) {
        if let epoch, let wanted = self.epoch, epoch != wanted { return reset() }
        guard let start = events.first?.position, let end = events.last?.position else { return }
        if let last, start != last.advanced(by: 1) { reset() }
        if first == nil { first = start }
        batches.append(events)
        count += events.count
        last = end
        dropOldest()
    }

    mutating func reset() {
        batches.removeAll(keepingCapacity: true)
        oldest = 0
        count = 0
        first = nil
        last = nil
    }

    func take(after position: LogPosition, limit: Int) -> [RecordedEvent]? {
        guard let first, let last, position.advanced(by: 1) >= first else { return nil }
        guard position < last, limit > 0 else { return [] }
        let start = batch(after: position)
        let skipped = Int(position.rawValue + 1 - firstPosition(of: start).rawValue)
        if skipped == 0, start == batches.count - 1, batches[start].count <= limit {
            // The usual case returns the batch without a copy.
            return batches[start]
        }
        var events = Array(batches[start][skipped...].prefix(limit))
        for batch in batches[(start + 1)...] {
            if events.count >= limit { break }
            events.append(contentsOf: batch.prefix(limit - events.count))
        }
        return events
    }

    /// The reason to end a wait after `position`, or nil.
    ///
    /// Clears the wake.
    mutating func wake(after position: LogPosition) -> CommitFeed.Wake? {
        if isClosed { return .closed }
        if isWoken {
            isWoken = false
            return .remote
        }
        if let last, position < last { return .published }
        return nil
    }

    /// Whether the held events end at the position or later.
    func reaches(_ position: LogPosition) -> Bool { last.map { $0 >= position } ?? false }

    /// The index of the batch that has the event after `position`, which is held.
    private func batch(after position: LogPosition) -> Int {
        let wanted = position.advanced(by: 1)
        var low = oldest
        var high = batches.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if wanted < firstPosition(of: middle) {
                high = middle - 1
            } else {
                low = middle
            }
        }
        return low
    }

    private func firstPosition(of batch: Int) -> LogPosition {
        batches[batch].first?.position ?? .start
    }

    private mutating func dropOldest() {
        while count > capacity, oldest < batches.count - 1 {
            count -= batches[oldest].count
            batches[oldest] = []
            oldest += 1
            first = firstPosition(of: oldest)
        }
        if oldest > 256, oldest > batches.count / 2 {
            batches.removeSubrange(..<oldest)
            oldest = 0
        }
    }
}

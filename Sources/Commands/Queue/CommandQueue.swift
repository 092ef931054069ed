import Dispatch
import Events
import Synchronization

/// Commands that wait for the writer thread: many threads submit, one takes.
package final class CommandQueue<Ticket: Sendable>: Sendable {
    private struct State {
        var waiting: [Submission<Ticket>] = []
        /// Taken already; `waiting` is cleared when it reaches the end.
        var head = 0
        var isClosed = false
        /// Whether the taker sleeps, and is to be woken by the next change.
        var sleeps = false
        /// Whether the taker is wanted although nothing waits.
        var isWanted = false

        /// Whether somebody sleeps who has to be woken now; only the first to ask is told so.
        mutating func takeWake() -> Bool {
            defer { sleeps = false }
            return sleeps
        }

        mutating func take(max: Int) -> (taken: [Submission<Ticket>], isOver: Bool) {
            let end = min(waiting.count, head + max)
            guard head < end else {
                sleeps = !isClosed
                return ([], isClosed)
            }
            if head == 0, end == waiting.count {
                // All of it, as nearly always: hand the storage over instead of copying.
                var taken: [Submission<Ticket>] = []
                swap(&taken, &waiting)
                return (taken, false)
            }
            let taken = Array(waiting[head..<end])
            head = end
            if head == waiting.count {
                waiting = []
                head = 0
            } else if head > waiting.count / 2 {
                waiting.removeFirst(head)
                head = 0
            }
            return (taken, false)
        }
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    /// Commands that may wait.
    package let limit: Int

    /// Turns commands away while `limit` of them wait.
    package init(limit: Int = CommandLimits().queue) {
        self.limit = limit
    }

    /// Commands that wait now.
    package var depth: Int { state.withLock { $0.waiting.count - $0.head } }

    /// Adds commands in order and answers how many, from the first, were accepted.
    ///
    /// The others are to be answered as unavailable; they had no effect. None are accepted once the
    /// queue is closed.
    package func submit(_ submissions: [Submission<Ticket>]) -> Int {
        let (accepted, wakes) = state.withLock { state in
            let room = state.isClosed ? 0 : limit - (state.waiting.count - state.head)
            let accepted = min(max(room, 0), submissions.count)
            if accepted == submissions.count {
                state.waiting.append(contentsOf: submissions)
            } else {
                state.waiting.append(contentsOf: submissions.prefix(accepted))
            }
            return (accepted, accepted > 0 && state.takeWake())
        }
        if wakes { wake.signal() }
        return accepted
    }

    /// Waits for commands and takes all there are, at most `max`.
    ///
    /// Empty if none came for `waitMilliseconds`, or after `wakeTaker`; nil when the queue is closed and
    /// empty. For one thread only.
    package func take(max: Int, waitMilliseconds: Int) -> [Submission<Ticket>]? {
        let end = DispatchTime.now() + .milliseconds(waitMilliseconds)
        while true {
            let (taken, isOver, isWanted) = state.withLock { state in
                let (taken, isOver) = state.take(max: max)
                defer { state.isWanted = false }
                return (taken, isOver, state.isWanted)
            }
            if !taken.isEmpty || isWanted && !isOver { return taken }
            if isOver { return nil }
            if wake.wait(timeout: end) == .timedOut { return [] }
        }
    }

    /// Ends a wait of `take` although nothing is to be taken, or the next one at once.
    package func wakeTaker() {
        let wakes = state.withLock { state in
            state.isWanted = true
            return state.takeWake()
        }
        if wakes { wake.signal() }
    }

    /// Takes out the commands that were received before `time`: those who sent them are not to wait
    /// longer, whatever the writer does meanwhile.
    ///
    /// From any thread.
    package func takeReceived(before time: MonotonicTime) -> [Submission<Ticket>] {
        state.withLock { state in
            var end = state.head
            while end < state.waiting.count, state.waiting[end].receivedAt < time { end += 1 }
            guard end > state.head else { return [] }
            let old = Array(state.waiting[state.head..<end])
            state.waiting.removeFirst(end)
            state.head = 0
            return old
        }
    }

    /// Accepts nothing from now on.
    ///
    /// What waits is still taken.
    package func close() {
        let wakes = state.withLock { state in
            state.isClosed = true
            return state.takeWake()
        }
        if wakes { wake.signal() }
    }
}

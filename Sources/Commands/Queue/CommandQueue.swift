import Dispatch
import Events
import Synchronization

/// Commands that wait for the writer thread: many threads submit, one thread takes.
package final class CommandQueue<Ticket: Sendable>: Sendable {
    private struct State {
        var waiting: [Submission<Ticket>] = []
        /// The number of commands taken already; `waiting` is cleared when it reaches the end.
        var head = 0
        var isClosed = false
        /// Whether the taking thread sleeps, so that the next change must wake it.
        var sleeps = false
        /// Whether the taking thread must return although nothing waits.
        var isWanted = false

        /// Returns whether the taking thread must be woken now; only the first caller gets true.
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
                // All commands, as nearly always: move the storage instead of copying it.
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
    /// The most commands that may wait.
    package let limit: Int

    /// Turns commands away while `limit` of them wait.
    package init(limit: Int = CommandLimits().queue) { self.limit = limit }

    /// The number of commands that wait now.
    package var depth: Int { state.withLock { $0.waiting.count - $0.head } }

    /// Adds commands in order and returns how many, from the first on, were accepted.
    ///
    /// The caller answers the others as unavailable; they had no effect. A closed queue accepts none.
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

    /// Waits for commands and takes all of them, at most `max`.
    ///
    /// Empty if none came for `waitMilliseconds`, or after `wakeTaker`; nil once the queue is closed and
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

    /// Ends the present or next wait of `take` although no command waits.
    package func wakeTaker() {
        let wakes = state.withLock { state in
            state.isWanted = true
            return state.takeWake()
        }
        if wakes { wake.signal() }
    }

    /// Removes the commands that were received before `time`, so that their senders need not wait
    /// longer, whatever the writer does meanwhile; callable from any thread.
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

    /// Accepts no commands from now on; waiting ones can still be taken.
    package func close() {
        let wakes = state.withLock { state in
            state.isClosed = true
            return state.takeWake()
        }
        if wakes { wake.signal() }
    }
}

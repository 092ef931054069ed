import Commands
import Dispatch
import Runtime
import Synchronization

/// The outcomes of some commands, for a thread of the service that waits for them.
package final class AwaitedOutcomes: Sendable {
    private struct State {
        var outcomes: [Outcome?]
        /// How many are yet to come.
        var missing: Int
    }

    private let state: Mutex<State>
    private let change = DispatchSemaphore(value: 0)

    /// `count` commands, with indexes from 0.
    package init(count: Int) {
        state = Mutex(State(outcomes: Array(repeating: nil, count: count), missing: count))
    }

    /// The first outcome of each counts.
    package func resolve(_ index: Int, _ outcome: Outcome) {
        let isLast = state.withLock { state in
            guard state.outcomes[index] == nil else { return false }
            state.outcomes[index] = outcome
            state.missing -= 1
            return state.missing == 0
        }
        if isLast { change.signal() }
    }

    /// Waits for all; nil if it takes longer than `milliseconds`, or `givesUp` says so.
    package func wait(milliseconds: Int, givesUp: () -> Bool) -> [Outcome]? {
        let deadline = Clock.milliseconds + Int64(milliseconds)
        while true {
            let all = state.withLock { state in
                state.missing == 0 ? state.outcomes.compactMap { $0 } : nil
            }
            if let all { return all }
            guard Clock.milliseconds < deadline, !givesUp() else { return nil }
            // Whether to give up is asked again now and then.
            _ = change.wait(timeout: .now() + .milliseconds(100))
        }
    }
}

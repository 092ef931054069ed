import Commands
import Dispatch
import Synchronization

/// The outcomes of some commands, for a thread of the service that waits for them.
final class AwaitedOutcomes: Sendable {
    private let outcomes: Mutex<[Outcome?]>
    private let change = DispatchSemaphore(value: 0)

    /// `count` commands, with indexes from 0.
    init(count: Int) {
        outcomes = Mutex(Array(repeating: nil, count: count))
    }

    /// The first outcome of each counts.
    func resolve(_ index: Int, _ outcome: Outcome) {
        let isLast = outcomes.withLock { outcomes in
            guard outcomes[index] == nil else { return false }
            outcomes[index] = outcome
            return !outcomes.contains(nil)
        }
        if isLast { change.signal() }
    }

    /// Waits for all; nil if it takes longer than `milliseconds`, or `givesUp` says so.
    func wait(milliseconds: Int, givesUp: () -> Bool) -> [Outcome]? {
        let deadline = Clock.milliseconds + Int64(milliseconds)
        while true {
            let known = outcomes.withLock { $0 }
            let all = known.compactMap { $0 }
            if all.count == known.count { return all }
            guard Clock.milliseconds < deadline, !givesUp() else { return nil }
            // Whether to give up is asked again now and then.
            _ = change.wait(timeout: .now() + .milliseconds(100))
        }
    }
}

import API
import HTTP
import Model
import Queries
import Runtime
import Synchronization
import Text

/// Questions that wait until the cache has got to a position.
extension QueryWorkers {
    /// What became of the wish to wait: an answer at once, or none until later.
    struct Wait {
        let reply: Response?
    }

    /// Nil if there is nothing to wait for.
    func wait(_ asked: Asked, _ early: Early?, until position: LogPosition) -> Wait? {
        let now = SystemClock.monotonicMilliseconds
        // Kept before it is registered: the cache may call back at once.
        let number = state.withLock { state in
            let number = state.nextTicket
            state.nextTicket += 1
            state.waiting[number] = Waiting(asked: asked, early: early)
            return number
        }
        let registration = cache.register(
            WaitTicket(number),
            for: asked.question.model,
            at: position,
            // What has been read already is a few milliseconds ahead of the cache, however long it took.
            deadline: early == nil ? asked.deadline : now + waitMilliseconds
        )
        switch registration {
        case .waiting: return Wait(reply: nil)
        case .reached:
            _ = take([WaitTicket(number)])
            return nil
        case .full:
            _ = take([WaitTicket(number)])
            return Wait(reply: Response(.overloaded("Too many requests wait for a position.")))
        }
    }

    func take(_ tickets: [WaitTicket]) -> [Waiting] {
        guard !tickets.isEmpty else { return [] }
        return state.withLock { state in
            tickets.compactMap { state.waiting.removeValue(forKey: $0.rawValue) }
        }
    }
}

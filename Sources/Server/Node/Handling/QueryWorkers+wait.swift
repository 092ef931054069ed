import API
import Cache
import Entities
import EventStore
import Events
import HTTP
import Identity
import Model
import Queries
import Runtime
import Synchronization
import Text

/// Questions that wait until the cache has reached a position.
extension QueryWorkers {
    /// The result of an attempt to wait: an answer at once, or none until later.
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
            // A reading is only a few milliseconds ahead of the cache, however long it took.
            deadline: early == nil ? asked.deadline : now + waitMilliseconds
        )
        switch registration {
        case .waiting:
            sources.hurry(position)
            return Wait(reply: nil)
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

    /// Goes on with the questions whose position is reached.
    func reached(_ tickets: [WaitTicket]) {
        guard !tickets.isEmpty else { return }
        let replies = take(tickets).compactMap { waiting -> Completion? in
            let asked = waiting.asked
            guard let early = waiting.early else {
                return proceed(asked).map { Completion(ticket: asked.ticket, response: $0) }
            }
            return replyNow(early, asked).map { Completion(ticket: asked.ticket, response: $0) }
        }
        complete(replies)
    }

    /// Turns away the questions whose time is over.
    ///
    /// Call it several times a second.
    func expire() {
        let now = SystemClock.monotonicMilliseconds
        let late = take(cache.expire(now: now)).map(\.asked) + takeLate(now)
        let replies = late.map { Completion(ticket: $0.ticket, response: Response(.notReachedYet)) }
        if !replies.isEmpty { complete(replies) }
        resume()
    }

    /// Turns away the questions that wait for a position which the log has lost.
    ///
    /// Call it whenever the log's history has changed.
    func historyChanged() {
        let history = history.history
        let lost = state.withLock { state in
            state.waiting.compactMap { number, waiting -> (number: UInt64, problem: Problem)? in
                guard let minimum = waiting.asked.minimum,
                    case .lost(let through) = history.standing(of: minimum)
                else { return nil }
                return (number, .historyChanged(through: through, newest: history.newest.id))
            }
        }
        for (number, problem) in lost {
            let replies = take([WaitTicket(number)]).map { waiting in
                Completion(ticket: waiting.asked.ticket, response: Response(problem))
            }
            complete(replies)
        }
    }
}

import API
import Commands
import HTTP
import Queries
import Runtime
import Synchronization
import Text

/// Questions whose answer does for everybody who asks within a second.
extension QueryWorkers {
    /// The answer that is kept, or nil if it comes with what a worker reads.
    func share(_ asked: Asked, _ miss: CacheMiss) -> Response? {
        switch state.withLock({ $0.shared.ask(asked, miss, now: SystemClock.monotonicMilliseconds) }
        ) {
        case .kept(let reading): return reply(reading, asked)
        case .joined: return nil
        case .full: return Response(Self.tooMany)
        case .first: break
        }
        let isTaken = pool.submit { [self] session in
            let readAt = SystemClock.monotonicMilliseconds
            finish(asked, miss, read(miss, &session), readAt: readAt)
        }
        guard !isTaken else { return nil }
        finish(
            asked,
            miss,
            .failed(Response(Self.tooMany)),
            readAt: SystemClock.monotonicMilliseconds
        )
        return nil
    }

    /// Answers the one who was first and all who have asked meanwhile.
    private func finish(_ asked: Asked, _ miss: CacheMiss, _ outcome: Outcome, readAt: Int64) {
        let (outcome, followers) = state.withLock { state in
            var outcome = outcome
            if case .ready(let reading) = outcome {
                outcome = .ready(state.shared.keep(reading, for: miss, readAt: readAt))
            }
            return (outcome, state.shared.finish(miss.question))
        }
        var replies = [(asked.ticket, reply(outcome, asked))]
        for follower in followers {
            let response =
                isFor(follower, outcome, of: miss)
                ? reply(outcome, follower.asked) : answer(follower.asked)
            replies.append((follower.asked.ticket, response))
        }
        complete(
            replies.compactMap { ticket, response in
                response.map { Completion(ticket: ticket, response: $0) }
            }
        )
    }

    private func isFor(
        _ follower: SharedReadings.Follower,
        _ outcome: Outcome,
        of miss: CacheMiss
    ) -> Bool {
        switch outcome {
        case .ready(let reading): follower.accepts(reading, of: miss)
        case .early(let early, _): follower.accepts(early.reading, of: miss)
        case .lacking: false
        case .failed: true
        }
    }

    /// What is to be sent instead of a reading that had to wait: a newer one, if there is.
    func kept(_ reading: QueryResult, _ early: Early) -> QueryResult {
        guard early.miss.question.isShared else { return reading }
        return state.withLock { state in
            state.shared.keep(reading, for: early.miss, readAt: early.readAt)
        }
    }
}

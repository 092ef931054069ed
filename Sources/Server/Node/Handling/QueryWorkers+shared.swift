import API
import Cache
import Entities
import HTTP
import Queries
import Runtime
import Synchronization
import Text

/// Answers that are shared by everybody who asks within a second: however many ask, only one worker
/// reads each answer.
struct SharedReadings {
    /// What becomes of a question.
    enum Turn: Equatable {
        /// Answered.
        case kept(QueryResult)
        /// Answered with what a worker is reading.
        case joined
        /// A worker must read it, and then call `finish`.
        case first
        /// Too many wait for the worker.
        case full
    }

    /// A question that waits for the worker's reading.
    struct Follower: Sendable {
        let asked: Asked
        let miss: CacheMiss
    }

    private struct Kept {
        let reading: QueryResult
        /// When it was read, in milliseconds of the monotonic clock.
        let readAt: Int64
        /// The epoch of the cache's data: a reading from before a loss is not used after it.
        let epoch: Int
    }

    private struct Entry {
        var kept: Kept?
        /// Nil while no worker reads.
        var followers: [Follower]?
    }

    /// How long a reading is used again, in milliseconds.
    static let lifetime: Int64 = 1_000

    /// The limit of followers of one question.
    private let limit: Int
    /// One for each shared question; these depend on the configuration alone.
    private var entries: [Question: Entry] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    mutating func ask(_ asked: Asked, _ miss: CacheMiss, now: Int64) -> Turn {
        var entry = entries[asked.question] ?? Entry()
        defer { entries[asked.question] = entry }
        if let kept = entry.kept, now - kept.readAt < Self.lifetime, kept.epoch == miss.epoch,
            asked.minimumPosition.map({ $0 <= kept.reading.position }) ?? true
        {
            return .kept(kept.reading)
        }
        guard let followers = entry.followers else {
            entry.followers = []
            return .first
        }
        guard followers.count < limit else { return .full }
        entry.followers?.append(Follower(asked: asked, miss: miss))
        return .joined
    }

    /// Keeps a reading that a client may see, unless a newer one is kept; returns the newer one.
    mutating func keep(_ reading: QueryResult, for miss: CacheMiss, readAt: Int64) -> QueryResult {
        var entry = entries[miss.question] ?? Entry()
        defer { entries[miss.question] = entry }
        if let kept = entry.kept, kept.epoch == miss.epoch,
            kept.reading.position > reading.position
        {
            return kept.reading
        }
        entry.kept = Kept(reading: reading, readAt: readAt, epoch: miss.epoch)
        return reading
    }

    /// Ends the worker's turn, whatever its outcome; returns the questions that waited for it.
    mutating func finish(_ question: Question) -> [Follower] {
        defer { entries[question]?.followers = nil }
        return entries[question]?.followers ?? []
    }
}

extension SharedReadings.Follower {
    /// Whether the reading for `other` answers this question, too.
    func accepts(_ reading: QueryResult, of other: CacheMiss) -> Bool {
        other.epoch == miss.epoch && asked.minimumPosition.map { $0 <= reading.position } ?? true
    }
}

/// Questions whose answer is shared by everybody who asks within a second.
extension QueryWorkers {
    /// The kept answer, or nil if a worker reads it first.
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

    /// Answers the first question and all that have joined it.
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

    /// The reading to send in place of one that had to wait: a newer one, if there is.
    func kept(_ reading: QueryResult, _ early: Early) -> QueryResult {
        guard early.miss.question.isShared else { return reading }
        return state.withLock { state in
            state.shared.keep(reading, for: early.miss, readAt: early.readAt)
        }
    }
}

import API
import Cache
import Entities
import EventStore
import Events
import HTTP
import Model
import Queries
import Runtime
import Synchronization

/// Questions about a moment: answered once no further event can be added to it, so that the answer
/// never changes.
extension QueryWorkers {
    /// A question that waits for a look at the log's end.
    struct Parked: Sendable {
        let asked: Asked
        /// A look that begins from then on decides.
        let since: MonotonicTime
    }

    /// The next step of a question, by the present knowledge of the log.
    private enum Step {
        /// To be read.
        case ready(Asked)
        /// To be read once the read model has reached the position.
        case wait(LogPosition)
        case refused(ParameterRefusal)
        /// The next look decides.
        case unknown
    }

    /// Reads the answer about a moment, or has it wait until the moment is over.
    ///
    /// Nil if the answer comes later.
    func readMoment(_ asked: Asked) -> Response? {
        let known = sources.closed.value
        let step = step(asked, known, isFresh: false)
        guard case .unknown = step else { return take(step, asked, known) }
        let isParked = state.withLock { state in
            guard state.parked.count < parkingLimit else { return false }
            state.parked.append(Parked(asked: asked, since: .now))
            isParking.store(true, ordering: .releasing)
            return true
        }
        guard isParked else {
            return Response(.overloaded("Too many requests wait for a moment."))
        }
        sources.probe()
        return nil
    }

    /// Goes on, on a worker, with the questions that waited for a look at the log's end.
    ///
    /// Call it on the writer's thread, under the append lock.
    func looked() {
        guard isParking.load(ordering: .acquiring), !isResuming.exchange(true, ordering: .acquiring)
        else { return }
        let isTaken = pool.submit { [self] _ in
            isResuming.store(false, ordering: .releasing)
            resume()
        }
        // The next tick tries again.
        if !isTaken { isResuming.store(false, ordering: .releasing) }
    }

    /// Goes on with the questions whose moment is known by now, and asks for another look for the
    /// rest.
    func resume() {
        guard isParking.load(ordering: .acquiring) else { return }
        let known = sources.closed.value
        let decided = state.withLock { state in
            var decided: [(Asked, Step)] = []
            state.parked.removeAll { parked in
                let step = step(parked.asked, known, isFresh: known.begun >= parked.since)
                if case .unknown = step { return false }
                decided.append((parked.asked, step))
                return true
            }
            isParking.store(!state.parked.isEmpty, ordering: .releasing)
            return decided
        }
        if isParking.load(ordering: .acquiring) { sources.probe() }
        let replies = decided.compactMap { asked, step in
            take(step, asked, known).map { Completion(ticket: asked.ticket, response: $0) }
        }
        if !replies.isEmpty { complete(replies) }
    }

    /// Removes and returns the questions whose time is over.
    func takeLate(_ now: Int64) -> [Asked] {
        guard isParking.load(ordering: .acquiring) else { return [] }
        return state.withLock { state in
            let late = state.parked.filter { $0.asked.deadline <= now }.map(\.asked)
            state.parked.removeAll { $0.asked.deadline <= now }
            return late
        }
    }

    /// `isFresh`: the look began after the question had come, so that events which it has not seen
    /// were not there when it was asked.
    private func step(_ asked: Asked, _ known: ClosedTime.Value, isFresh: Bool) -> Step {
        switch asked.question.moment {
        case nil: return .ready(asked)
        case .position(let position):
            let reached = cache.position(of: asked.question.model) ?? .start
            if position <= reached { return .ready(asked) }
            if position <= known.end { return .wait(position) }
            guard isFresh else { return .unknown }
            let detail = "must be at most \(known.end.rawValue), where the log ends"
            return .refused(ParameterRefusal(parameter: "at", detail: detail))
        case .time(let time):
            if time < known.moment.time { return .ready(asked) }
            guard isFresh else { return .unknown }
            return .refused(ParameterRefusal(parameter: "at", detail: "must not be in the future"))
        case .period(let from, let to):
            let now = known.moment.time
            if let to, to <= now { return .ready(asked) }
            guard isFresh else { return .unknown }
            guard from <= now else {
                let detail = "must not be in the future"
                return .refused(ParameterRefusal(parameter: "from", detail: detail))
            }
            var ended = asked
            ended.question = asked.question.ending(at: now)
            return .ready(ended)
        }
    }

    private func take(_ step: Step, _ asked: Asked, _ known: ClosedTime.Value) -> Response? {
        switch step {
        case .ready(let asked): return answer(asked)
        case .wait(let position):
            if let wait = wait(asked, nil, until: position) { return wait.reply }
            return answer(asked)
        case .refused(let refusal): return reply(.refused(refusal, at: known.end), asked)
        case .unknown: return nil
        }
    }
}

/// The moment up to which this node knows every event.
///
/// The writer raises it each time it takes the append lock; every answer about a moment reads it.
final class ClosedTime: Sendable {
    /// The knowledge of one look.
    struct Value: Equatable, Sendable {
        /// Every event before it is known.
        var moment: ClosedMoment
        /// The log ends here or later.
        var end: LogPosition
        /// When the look began to wait for the lock.
        var begun: MonotonicTime
    }

    private let state = Mutex(
        Value(moment: .start, end: .start, begun: MonotonicTime(nanoseconds: 0))
    )

    /// The knowledge of the last look.
    var value: Value { state.withLock { $0 } }

    /// Reports that the writer has taken the lock, for which it began to wait at `begun`.
    ///
    /// The log may end earlier than before: then a server without its last part has taken over.
    func raise(_ locked: LockedLog, begun: MonotonicTime) {
        let tail = locked.tail
        let end = tail.position
        // The time that a batch would get now.
        let now = max(locked.now, tail.recordedAt).microseconds
        state.withLock { value in
            // If time has not moved, the moment stays.
            if now > value.moment.time || end < value.moment.position {
                value.moment = ClosedMoment(before: now, at: end)
            }
            value.end = end
            value.begun = begun
        }
    }

    /// Reports that this node has appended up to `position`.
    func appended(to position: LogPosition) {
        state.withLock { $0.end = position }
    }
}

import EventStore
import Events
import Synchronization

/// The batch that the writer is at, for the thread that answers commands whose time is over: each
/// command is answered once, by one of the two.
final class BatchInFlight<Ticket: Sendable>: Sendable {
    typealias Answers = [(ticket: Ticket, outcome: Outcome, epoch: EpochID?)]

    private struct State {
        var submissions: [Submission<Ticket>] = []
        var isAnswered: [Bool] = []
        /// Decisions have begun: the batch may stand in the log.
        var hasBegun = false
        /// Commands received before are answered, or not there.
        var answeredBefore: MonotonicTime?
    }

    private let state = Mutex(State())
    private let retryAfterSeconds: Int

    init(retryAfterSeconds: Int) {
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// The writer has taken these commands.
    func take(_ submissions: [Submission<Ticket>]) {
        state.withLock { state in
            state.submissions = submissions
            state.isAnswered = Array(repeating: false, count: submissions.count)
            state.hasBegun = false
            state.answeredBefore = nil
        }
    }

    /// Decisions begin; commands that were received before the time returned must be left out.
    func begin() -> MonotonicTime? {
        state.withLock { state in
            state.hasBegun = true
            return state.answeredBefore
        }
    }

    /// Nothing of the batch stands in the log, and it waits again.
    func undo() {
        state.withLock { $0.hasBegun = false }
    }

    /// The answers to commands received before `time` that have none yet: no effect where decisions have
    /// not begun, since those commands are left out from now on, and unknown where they have.
    func expire(before time: MonotonicTime) -> Answers {
        state.withLock { state in
            if !state.hasBegun { state.answeredBefore = time }
            let outcome: Outcome =
                state.hasBegun ? .unknown : .unavailable(retryAfterSeconds: retryAfterSeconds)
            var answers: Answers = []
            for (index, submission) in state.submissions.enumerated()
            where submission.receivedAt < time && !state.isAnswered[index] {
                state.isAnswered[index] = true
                answers.append((submission.ticket, outcome, nil))
            }
            return answers
        }
    }

    /// The batch is over: its outcomes in order, and the epochs that they were decided in, for those that
    /// have no answer yet.
    func finish(_ outcomes: [Outcome], in epochs: [EpochID?]) -> Answers {
        state.withLock { state in
            defer { state.submissions = [] }
            return zip(zip(state.submissions, state.isAnswered), zip(outcomes, epochs)).compactMap {
                $0.1 ? nil : ($0.0.ticket, $1.0, $1.1)
            }
        }
    }
}

import Entities
import EventStore
import Events
import Model
import Synchronization

/// The batch that the writer is processing, shared with the thread that answers commands that have
/// waited too long: each command is answered once, by one of the two.
final class BatchInFlight<Ticket: Sendable>: Sendable {
    typealias Answers = [(ticket: Ticket, outcome: Outcome, epoch: EpochID?)]

    private struct State {
        var submissions: [Submission<Ticket>] = []
        var isAnswered: [Bool] = []
        /// Decisions have begun: the batch may be in the log.
        var hasBegun = false
        /// Every command received before this time is answered.
        var answeredBefore: MonotonicTime?
    }

    private let state = Mutex(State())
    private let retryAfterSeconds: Int

    init(retryAfterSeconds: Int) { self.retryAfterSeconds = retryAfterSeconds }

    /// Begins a batch of these commands, of which none is decided yet.
    func start(_ submissions: [Submission<Ticket>]) {
        state.withLock { state in
            state.submissions = submissions
            state.isAnswered = Array(repeating: false, count: submissions.count)
            state.hasBegun = false
            state.answeredBefore = nil
        }
    }

    /// Adds commands to the batch, of which none is decided yet.
    func add(_ submissions: [Submission<Ticket>]) {
        state.withLock { state in
            state.submissions += submissions
            state.isAnswered += Array(repeating: false, count: submissions.count)
        }
    }

    /// Decisions begin; commands that were received before the returned time must be left out.
    func begin() -> MonotonicTime? {
        state.withLock { state in
            state.hasBegun = true
            return state.answeredBefore
        }
    }

    /// Nothing of the batch is in the log, and it waits again.
    func undo() {
        state.withLock { $0.hasBegun = false }
    }

    /// Answers the commands received before `time` that have no answer yet.
    ///
    /// If decisions have not begun, the commands have no effect, since they are left out from now
    /// on; otherwise their outcome is unknown.
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

    /// Ends the batch and returns the outcomes, and the epochs in which they were decided, of the
    /// commands that have no answer yet.
    func finish(_ outcomes: [Outcome], in epochs: [EpochID?]) -> Answers {
        state.withLock { state in
            defer { state.submissions = [] }
            var answers: Answers = []
            answers.reserveCapacity(outcomes.count)
            for index in outcomes.indices where !state.isAnswered[index] {
                answers.append((state.submissions[index].ticket, outcomes[index], epochs[index]))
            }
            return answers
        }
    }
}

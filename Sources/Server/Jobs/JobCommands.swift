import Entities
import Events
import Identity
import Model
import Writer

/// Sends commands of the service itself and waits for their outcomes.
struct JobCommands: Sendable {
    private let queue: CommandQueue<Caller>

    /// Longer than any batch takes while the database responds.
    private static let waitMilliseconds = 60_000

    init(queue: CommandQueue<Caller>) {
        self.queue = queue
    }

    /// Commands that the writer has and whose outcomes are missing.
    struct Pending {
        fileprivate let awaited: AwaitedOutcomes
    }

    /// The number of commands that a job should send at a time: with two such portions, a quarter
    /// of the queue is full.
    var largestPortion: Int { max(1, queue.limit / 8) }

    /// Whether half of the queue stays free for clients after so many more commands.
    func leavesRoom(for count: Int) -> Bool { queue.depth + count <= max(1, queue.limit / 2) }

    /// Sends the commands and returns their outcomes, in order.
    ///
    /// Throws `NoOutcome` after too long a wait; the commands may have been done or not.
    func perform(
        _ commands: [any Command],
        givesUp: () -> Bool = { false }
    ) throws(NoOutcome) -> [Outcome] {
        guard !commands.isEmpty else { return [] }
        return try outcomes(of: submit(commands), givesUp: givesUp)
    }

    /// Passes commands to the writer without waiting for it.
    func submit(_ commands: [any Command]) -> Pending {
        let awaited = AwaitedOutcomes(count: commands.count)
        var ids = UUIDGenerator()
        let submissions = commands.enumerated().map { index, command in
            Submission<Caller>(
                command,
                id: ids.next(),
                actor: .system,
                receivedAt: .now,
                ticket: .awaited(awaited, index: index)
            )
        }
        for index in queue.submit(submissions)..<commands.count {
            awaited.resolve(index, .unavailable(retryAfterSeconds: 1))
        }
        return Pending(awaited: awaited)
    }

    /// Waits for the outcomes of the commands and returns them, in order.
    ///
    /// Throws `NoOutcome` after too long a wait; the commands may have been done or not.
    func outcomes(
        of commands: Pending,
        givesUp: () -> Bool
    ) throws(NoOutcome) -> [Outcome] {
        let outcomes = commands.awaited.wait(
            milliseconds: Self.waitMilliseconds,
            givesUp: givesUp
        )
        guard let outcomes else { throw NoOutcome() }
        return outcomes
    }

    /// Sends a command and returns whether it was done; false if there was nothing new to record.
    ///
    /// Throws if the job must try again.
    func record(_ command: any Command, givesUp: () -> Bool = { false }) throws -> Bool {
        switch try perform([command], givesUp: givesUp).first {
        case .done: return true
        case .rejected: return false
        case .notFound(let kind, _): throw Refused(reason: "there is no such \(kind.rawValue)")
        case .forbidden: throw Refused(reason: "not allowed")
        case .decided, .keyReused, .sessionLost, .sessionEnded, .distrusted, .unknown, .unavailable,
            nil:
            throw NoOutcome()
        }
    }

    /// A command of the service itself was wrong, which is a defect.
    struct Refused: Error, CustomStringConvertible {
        let reason: String
        var description: String { "a record was refused: \(reason)" }
    }

    /// The outcome of commands is not known.
    struct NoOutcome: Error, CustomStringConvertible {
        var description: String { "the writer has not answered in time" }
    }
}

extension Outcome {
    /// Whether the command was done.
    package var isDone: Bool {
        switch self {
        case .done: true
        case .decided, .rejected, .notFound, .forbidden, .sessionLost, .sessionEnded, .distrusted,
            .keyReused,
            .unknown,
            .unavailable:
            false
        }
    }
}

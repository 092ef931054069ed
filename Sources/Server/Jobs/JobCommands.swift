import Commands
import Events
import Identity
import Model

/// Commands of the service itself, whose outcomes are waited for.
struct JobCommands: Sendable {
    private let queue: CommandQueue<Caller>

    /// Longer than any batch takes while the database answers.
    private static let waitMilliseconds = 60_000

    init(queue: CommandQueue<Caller>) {
        self.queue = queue
    }

    /// Commands that the writer has been given and whose outcomes are to be waited for.
    struct HandedIn {
        fileprivate let awaited: AwaitedOutcomes
    }

    /// Commands that a job which sends very many should send at a time: clients find the queue at
    /// most a quarter full of them if it sends two such portions at once.
    var largestPortion: Int { max(1, queue.limit / 8) }

    /// Whether half of the queue stays free for clients if so many commands are added.
    func leavesRoom(for count: Int) -> Bool { queue.depth + count <= max(1, queue.limit / 2) }

    /// What became of each command, in order.
    ///
    /// Throws `NoOutcome` if that can't be waited for; they may have been done or not.
    func perform(
        _ commands: [any Command],
        givesUp: () -> Bool = { false }
    ) throws(NoOutcome) -> [Outcome] {
        guard !commands.isEmpty else { return [] }
        return try outcomes(of: handIn(commands), givesUp: givesUp)
    }

    /// Gives commands to the writer without waiting for it.
    func handIn(_ commands: [any Command]) -> HandedIn {
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
        return HandedIn(awaited: awaited)
    }

    /// Waits for what became of each command, in order.
    ///
    /// Throws `NoOutcome` if that can't be waited for; they may have been done or not.
    func outcomes(
        of commands: HandedIn,
        givesUp: () -> Bool
    ) throws(NoOutcome) -> [Outcome] {
        let outcomes = commands.awaited.wait(
            milliseconds: Self.waitMilliseconds,
            givesUp: givesUp
        )
        guard let outcomes else { throw NoOutcome() }
        return outcomes
    }

    /// Whether the command was done; false if it was refused, so that nothing was new.
    ///
    /// Throws where it is to be tried again.
    func record(_ command: any Command, givesUp: () -> Bool = { false }) throws -> Bool {
        switch try perform([command], givesUp: givesUp).first {
        case .done: return true
        case .rejected: return false
        case .notFound(let kind): throw Refused(reason: "there is no such \(kind.rawValue)")
        case .forbidden: throw Refused(reason: "not allowed")
        case .keyReused, .sessionLost, .distrusted, .unknown, .unavailable, nil: throw NoOutcome()
        }
    }

    /// A command of the service itself was wrong: a defect.
    struct Refused: Error, CustomStringConvertible {
        let reason: String
        var description: String { "a record was refused: \(reason)" }
    }

    /// It is not known yet what became of commands.
    struct NoOutcome: Error, CustomStringConvertible {
        var description: String { "the writer has not answered in time" }
    }
}

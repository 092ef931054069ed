import API
import Entities
import EventStore
import Events
import HTTP
import Model
import Operations
import Synchronization

/// Collects the outcomes of commands until they are written to the database.
///
/// It takes every refused and failed command, as long as there is room, and the first done ones of
/// each second: the log has those anyway. It counts the commands that find no room.
package final class CommandJournal: Sendable {
    /// The limit of entries; a request has at most 64 KiB, mostly about 100 bytes.
    static let limit = 10_000
    /// The limit of the requests' bytes.
    static let byteLimit = 16 << 20
    /// The number of done commands that are kept of each second.
    static let donePerSecond = 200

    private struct State {
        var entries: [JournalEntry] = []
        var bytes = 0
        var second: Int64 = 0
        var done = 0
        var leftOut = 0
    }

    private let state = Mutex(State())

    package init() {
    }

    /// Adds a command and its response; may be called on any thread.
    package func add(_ sent: SentCommand, _ response: Response) {
        add(JournalEntry(sent: sent, verdict: JournalVerdict(response)))
    }

    func add(_ entry: JournalEntry) {
        state.withLock { state in
            if case .done = entry.verdict.outcome {
                let second = entry.sent.receivedAt.microseconds / 1_000_000
                if second != state.second {
                    state.second = second
                    state.done = 0
                }
                guard state.done < Self.donePerSecond else { return }
                state.done += 1
            }
            let bytes = entry.sent.request?.count ?? 0
            guard state.entries.count < Self.limit, state.bytes + bytes <= Self.byteLimit else {
                state.leftOut += 1
                return
            }
            state.entries.append(entry)
            state.bytes += bytes
        }
    }

    /// Removes all entries and returns them in order.
    func take() -> [JournalEntry] {
        state.withLock { state in
            defer {
                state.entries = []
                state.bytes = 0
            }
            return state.entries
        }
    }

    /// Puts back entries that could not be written, as far as there is room.
    func putBack(_ entries: [JournalEntry]) {
        for entry in entries { add(entry) }
    }

    /// Counts entries that can never be written.
    func leaveOut(_ count: Int) {
        state.withLock { $0.leftOut += count }
    }

    /// The number of commands since the start that found no room or could not be written.
    package var leftOut: Int { state.withLock { $0.leftOut } }
}

/// A command as its client sent it, for another try.
package struct SentCommand: Sendable {
    /// The command's id in its events.
    let id: UUID128
    let route: Route
    /// The id in the path; 0 for a path without one.
    let subject: Int64
    let actor: Actor
    /// The place of the actor's session in the log.
    ///
    /// If the log has lost it, the actor's id may belong to another user by now, in whose name
    /// nothing must be tried again.
    let witness: LogPlace?
    let key: String?
    /// The body, one JSON object; nil if it must not be kept.
    let request: [UInt8]?
    let receivedAt: Timestamp

    package init(
        id: UUID128,
        route: Route,
        subject: Int64,
        actor: Actor,
        witness: LogPlace?,
        key: String?,
        request: [UInt8]?,
        receivedAt: Timestamp
    ) {
        self.id = id
        self.route = route
        self.subject = subject
        self.actor = actor
        self.witness = witness
        self.key = key
        self.request = request
        self.receivedAt = receivedAt
    }
}

/// A command of a client and its outcome.
struct JournalEntry: Sendable {
    let sent: SentCommand
    let verdict: JournalVerdict
}

/// The outcome of a command, according to its response.
struct JournalVerdict: Equatable, Sendable {
    enum Outcome: String, Sendable {
        case done
        /// A rule refused it, or it named something that does not exist.
        case refused
        /// Not done: overloaded, or the database was unreachable. Nothing changed.
        case failed
    }

    let outcome: Outcome
    /// The word of `Tally-Reason`, or the problem of the status; nil for a command that was done.
    let reason: String?
    /// The position of the last event, or of the log's end when the command was refused.
    let position: Int64?

    init(_ response: Response) {
        position = response.note.position
        switch response.status.rawValue {
        case 200..<300:
            outcome = .done
            reason = nil
        case 403, 404, 409, 422:
            outcome = .refused
            reason = response.note.reason
        default:
            outcome = .failed
            let named = response.note.reason.flatMap(Problem.Kind.init)
            let known: [Problem.Kind] = [.outcomeUnknown, .receiptDistrusted]
            reason = (known.first { $0 == named } ?? .unavailable).rawValue
        }
    }
}

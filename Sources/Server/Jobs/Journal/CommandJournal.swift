import API
import Commands
import EventStore
import Events
import HTTP
import Model
import Synchronization

/// Gathers what became of commands until a job writes it down.
///
/// Every refused and failed one, as long as there is room, and of each second the first done ones: those
/// stand in the log anyway. What finds no room is counted.
package final class CommandJournal: Sendable {
    /// Entries that wait; a request is at most 64 KiB, mostly some 100 bytes.
    static let limit = 10_000
    /// Bytes of requests that wait.
    static let byteLimit = 16 << 20
    /// Done commands kept of each second.
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

    /// From any thread.
    package func add(_ entry: JournalEntry) {
        state.withLock { state in
            if case .done = entry.outcome {
                let second = entry.receivedAt.microseconds / 1_000_000
                if second != state.second {
                    state.second = second
                    state.done = 0
                }
                guard state.done < Self.donePerSecond else { return }
                state.done += 1
            }
            let bytes = entry.request?.count ?? 0
            guard state.entries.count < Self.limit, state.bytes + bytes <= Self.byteLimit else {
                state.leftOut += 1
                return
            }
            state.entries.append(entry)
            state.bytes += bytes
        }
    }

    /// All that waits, in order.
    func take() -> [JournalEntry] {
        state.withLock { state in
            defer {
                state.entries = []
                state.bytes = 0
            }
            return state.entries
        }
    }

    /// Puts back what could not be written down, as far as there is room.
    func putBack(_ entries: [JournalEntry]) {
        for entry in entries { add(entry) }
    }

    /// Counts what can't be written down at all.
    func leaveOut(_ count: Int) {
        state.withLock { $0.leftOut += count }
    }

    /// Commands that found no room, or could not be written down, since the start.
    package var leftOut: Int { state.withLock { $0.leftOut } }
}

/// A command that came over HTTP and what became of it.
package struct JournalEntry: Sendable {
    package enum Outcome: String, Sendable {
        case done
        /// By a rule, or because it named what is not there.
        case refused
        /// Not done for want of room or of the database; nothing changed.
        case failed
    }

    /// Names the command in its events.
    let command: UUID128
    let route: Route
    /// The id in the path; 0 for a path without one.
    let subject: Int64
    let actor: Actor
    let key: String?
    /// The body, one JSON object; nil if it may not be kept.
    let request: [UInt8]?
    let receivedAt: Timestamp
    let outcome: Outcome
    let reason: String?
    /// Of the last event, or of the end of the log that it was refused on.
    let position: Int64?
    /// Where the log has the session of the actor: where that was lost the actor may be somebody else by
    /// now, in whose name nothing is to be tried again.
    var witness: LogPlace?

    package init(
        command: UUID128,
        route: Route,
        subject: Int64,
        actor: Actor,
        key: String?,
        request: [UInt8]?,
        receivedAt: Timestamp,
        outcome: Outcome,
        reason: String?,
        position: Int64?,
        witness: LogPlace? = nil
    ) {
        self.command = command
        self.route = route
        self.subject = subject
        self.actor = actor
        self.key = key
        self.request = request
        self.receivedAt = receivedAt
        self.outcome = outcome
        self.reason = reason
        self.position = position
        self.witness = witness
    }
}

/// What became of a command, as its answer tells it.
package struct JournalVerdict: Equatable, Sendable {
    package let outcome: JournalEntry.Outcome
    /// The word of `Tally-Reason`, or what the status stands for; nil for one that was done.
    package let reason: String?
    package let position: Int64?

    package init(_ response: Response) {
        position = response.note
        switch response.status.rawValue {
        case 200..<300:
            outcome = .done
            reason = nil
        case 409:
            outcome = .refused
            reason = Self.reason(in: response.fields)
        case 403:
            outcome = .refused
            reason = Problem.Kind.forbidden.rawValue
        case 404:
            outcome = .refused
            reason = Problem.Kind.notFound.rawValue
        case 422:
            outcome = .refused
            reason = Problem.Kind.idempotencyKeyReused.rawValue
        case 500:
            outcome = .failed
            reason = Problem.Kind.receiptDistrusted.rawValue
        default:
            outcome = .failed
            let isUnknown = response.body == Response.outcomeUnknown.body
            reason = (isUnknown ? Problem.Kind.outcomeUnknown : .unavailable).rawValue
        }
    }

    /// The value of the header line that every refusal has.
    private static func reason(in fields: [UInt8]) -> String? {
        let lines = String(decoding: fields, as: UTF8.self).split(separator: "\r\n")
        let name = "Tally-Reason: "
        return lines.first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
    }
}

import Events
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

import Synchronization
import Text

/// Logs failures of one kind, at most once a second: under load all of them fail alike.
package final class FailureLog: Sendable {
    private static let pauseMilliseconds: Int64 = 1_000

    private struct State {
        var next = Int64.min
        var unwritten = 0
    }

    private let event: StaticString
    private let state = Mutex(State())
    private let write: @Sendable (LogLine) -> Void

    /// `event` is the text of the lines.
    package init(
        _ event: StaticString,
        write: @escaping @Sendable (LogLine) -> Void = { $0.write() }
    ) {
        self.event = event
        self.write = write
    }

    /// May be called on any thread.
    package func report(_ error: any Error) {
        report(error, now: SystemClock.monotonicMilliseconds)
    }

    /// `now` in milliseconds of the monotonic clock.
    package func report(_ error: any Error, now: Int64) {
        let unwritten: Int? = state.withLock { state in
            guard now >= state.next else {
                state.unwritten += 1
                return nil
            }
            defer { state.unwritten = 0 }
            state.next = now + Self.pauseMilliseconds
            return state.unwritten
        }
        guard let unwritten else { return }
        write(LogLine(.error, event).with("error", "\(error)").with("unwritten", unwritten))
    }
}

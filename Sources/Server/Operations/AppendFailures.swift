import Events
import Synchronization

/// Writes down why the log takes nothing, at most once a second: under load every batch fails alike.
final class AppendFailures: Sendable {
    private static let pauseMilliseconds: Int64 = 1_000

    private struct State {
        var next = Int64.min
        var unwritten = 0
    }

    private let state = Mutex(State())
    private let write: @Sendable (LogLine) -> Void

    init(write: @escaping @Sendable (LogLine) -> Void = { $0.write() }) {
        self.write = write
    }

    func report(_ error: EventLogError) {
        report(error, now: Clock.milliseconds)
    }

    /// `now` in milliseconds of a clock that only goes forward.
    func report(_ error: EventLogError, now: Int64) {
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
        write(
            LogLine(.error, "append failed").with("error", "\(error)")
                .with("unwritten", unwritten)
        )
    }
}

import Synchronization
import Text

/// One line of the service's own log: a JSON object on standard error.
///
/// It reports what happened to the service, never who did what: no secrets, no personal data.
package struct LogLine {
    package enum Level: String {
        case info
        case warning
        case error
    }

    private var json = JSONWriter()
    private let level: Level
    /// The same for a person: the event, then what belongs to it.
    private var words: String

    package init(_ level: Level, _ event: StaticString) {
        self.level = level
        words = "\(event)"
        json.beginObject()
        json.member("time", TimestampText.milliseconds(SystemClock.unixMicroseconds))
        json.member("level", level.rawValue)
        json.member("event", constant: event)
    }

    package func with(_ name: StaticString, _ value: String) -> LogLine {
        var line = self
        line.json.member(name, value)
        line.words += ", \(name): \(value)"
        return line
    }

    package func with(_ name: StaticString, _ value: some BinaryInteger) -> LogLine {
        var line = self
        line.words += ", \(name): \(value)"
        line.json.member(name, Int64(value))
        return line
    }

    /// Writes the line at once, so that lines of several threads do not mix.
    package func write() {
        var json = json
        json.endObject()
        LogOutput.shared.write(
            json.bytes + [UInt8(ascii: "\n")],
            words: level == .info ? nil : "tally: \(level.rawValue): \(words)\n"
        )
    }
}

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

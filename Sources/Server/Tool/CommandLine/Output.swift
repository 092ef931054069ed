import Glibc
import Runtime
import Text

/// Lines for the user of the command line.
enum Output {
    /// To standard output, at once.
    static func line(_ text: String, terminator: String = "\n") {
        _ = write(Array((text + terminator).utf8))
    }

    /// To standard error, as one line.
    static func complain(_ text: String) {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        let bytes = Array("tally: \(line)\n".utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }

    /// To standard output; false if its reader has gone.
    static func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes {
                Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }

    /// Whether standard output is a terminal.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}

/// Shows how far a long command is: one line that is written over on a terminal, plain lines
/// elsewhere.
struct ProgressLine {
    private let isTerminal = Output.isTerminal
    private var shownAt: Int64?
    private var length = 0

    /// `prefix` names the work; rate and time left come from what was done in `milliseconds`.
    mutating func show(_ prefix: String = "", done: Int64, of total: Int64, milliseconds: Int64) {
        let rate = milliseconds > 0 ? Double(done) * 1_000 / Double(milliseconds) : 0
        let left = rate > 0 ? Double(max(0, total - done)) / rate : nil
        show(prefix, done: done, of: total, eventsPerSecond: rate, secondsLeft: left)
    }

    mutating func show(
        _ prefix: String,
        done: Int64,
        of total: Int64,
        eventsPerSecond: Double,
        secondsLeft: Double?
    ) {
        guard total > 0 else { return }
        // Often enough to watch, rarely enough for a file.
        let pause: Int64 = isTerminal ? 100 : 5_000
        let now = SystemClock.monotonicMilliseconds
        if let shownAt, now - shownAt < pause { return }
        shownAt = now
        let percent = done * 100 / total
        var text = prefix.isEmpty ? "" : "\(prefix): "
        text += "\(done) of \(total) events (\(percent) %), \(Int64(eventsPerSecond))/s"
        if let secondsLeft { text += ", \(Self.duration(secondsLeft)) left" }
        guard isTerminal else {
            Output.line(text)
            return
        }
        let padding = String(repeating: " ", count: max(0, length - text.count))
        length = text.count
        Output.line("\r\(text)\(padding)", terminator: "")
    }

    /// Ends the line, if one was written over.
    mutating func end() {
        if isTerminal, length > 0 { Output.line("") }
        length = 0
    }

    private static func duration(_ seconds: Double) -> String {
        let whole = Int64(seconds.rounded(.up))
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }
}

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

    /// To standard error, at once: what only a person who watches needs.
    static func aside(_ text: String) {
        _ = write(Array(text.utf8), to: STDERR_FILENO)
    }

    /// To standard output, or another descriptor; false if its reader has gone.
    static func write(_ bytes: [UInt8], to descriptor: Int32 = STDOUT_FILENO) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }

    /// Whether standard output is a terminal.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether a person watches standard error.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

    /// Says to a person what goes on for some seconds, while `work` does it.
    @discardableResult
    static func step<Result>(_ text: String, _ work: () throws -> Result) rethrows -> Result {
        guard isWatched else { return try work() }
        aside("\(text) …")
        let start = SystemClock.monotonicMilliseconds
        var end = " failed\n"
        defer { aside(end) }
        let result = try work()
        let tenths = (SystemClock.monotonicMilliseconds - start) / 100
        end = " \(tenths / 10).\(tenths % 10) s\n"
        return result
    }
}

/// Shows a person how far a long command is: one line of standard error that is written over, and
/// nothing if that is no terminal.
struct ProgressLine {
    /// What is counted.
    private let unit: String
    private let isTerminal = Output.isWatched
    private static let pauseMilliseconds: Int64 = 100
    private var shownAt: Int64?
    private var length = 0

    init(unit: String = "events") {
        self.unit = unit
    }

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
        guard isTerminal, total > 0 else { return }
        let now = SystemClock.monotonicMilliseconds
        if let shownAt, now - shownAt < Self.pauseMilliseconds { return }
        shownAt = now
        let percent = done * 100 / total
        var text = prefix.isEmpty ? "" : "\(prefix): "
        text += "\(done) of \(total) \(unit) (\(percent) %), \(Int64(eventsPerSecond))/s"
        if let secondsLeft { text += ", \(Self.duration(secondsLeft)) left" }
        let padding = String(repeating: " ", count: max(0, length - text.count))
        length = text.count
        Output.aside("\r\(text)\(padding)")
    }

    /// Ends the line, if one was written over.
    mutating func end() {
        if isTerminal, length > 0 { Output.aside("\n") }
        length = 0
    }

    private static func duration(_ seconds: Double) -> String {
        let whole = Int64(seconds.rounded(.up))
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }
}

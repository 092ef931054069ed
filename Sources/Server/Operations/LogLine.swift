import Glibc

/// One line of the service's own log: a JSON object on standard error.
///
/// Says what happened to the service, never who did what: no secrets, no personal data.
struct LogLine {
    enum Level: String {
        case info
        case warning
        case error
    }

    private var text: String

    init(_ level: Level, _ event: StaticString) {
        let time = Self.timeText()
        text = "{\"time\":\"\(time)\",\"level\":\"\(level.rawValue)\",\"event\":\"\(event)\""
    }

    func with(_ name: StaticString, _ value: String) -> LogLine {
        var line = self
        line.text += ",\"\(name)\":\(JSONText.quoted(value))"
        return line
    }

    func with(_ name: StaticString, _ value: some BinaryInteger) -> LogLine {
        var line = self
        line.text += ",\"\(name)\":\(value)"
        return line
    }

    /// Writes the line at once, so that lines of several threads do not mix.
    func write() {
        var bytes = Array(text.utf8)
        bytes += [UInt8(ascii: "}"), UInt8(ascii: "\n")]
        // A log that can't be written must not stop the service.
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }

    /// RFC 3339 with milliseconds, UTC.
    private static func timeText() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var fields = tm()
        gmtime_r(&now.tv_sec, &fields)
        func padded(_ value: some BinaryInteger, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date =
            "\(padded(fields.tm_year + 1900, 4))-\(padded(fields.tm_mon + 1, 2))-\(padded(fields.tm_mday, 2))"
        let time =
            "\(padded(fields.tm_hour, 2)):\(padded(fields.tm_min, 2)):\(padded(fields.tm_sec, 2))"
        return "\(date)T\(time).\(padded(now.tv_nsec / 1_000_000, 3))Z"
    }
}

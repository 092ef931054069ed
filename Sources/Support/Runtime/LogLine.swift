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

    package init(_ level: Level, _ event: StaticString) {
        json.beginObject()
        json.member("time", TimestampText.milliseconds(SystemClock.unixMicroseconds))
        json.member("level", level.rawValue)
        json.member("event", constant: event)
    }

    package func with(_ name: StaticString, _ value: String) -> LogLine {
        var line = self
        line.json.member(name, value)
        return line
    }

    package func with(_ name: StaticString, _ value: some BinaryInteger) -> LogLine {
        var line = self
        line.json.member(name, Int64(value))
        return line
    }

    /// Writes the line at once, so that lines of several threads do not mix.
    package func write() {
        var json = json
        json.endObject()
        LogOutput.shared.write(json.bytes + [UInt8(ascii: "\n")])
    }
}

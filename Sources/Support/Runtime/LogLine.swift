/// One line of the service's own log: a JSON object on standard error.
///
/// It reports what happened to the service, never who did what: no secrets, no personal data.
package struct LogLine {
    package enum Level: String {
        case info
        case warning
        case error
    }

    private var text: String

    package init(_ level: Level, _ event: StaticString) {
        text =
            "{\"time\":\"\(UnixTime.now.text)\",\"level\":\"\(level.rawValue)\",\"event\":\"\(event)\""
    }

    package func with(_ name: StaticString, _ value: String) -> LogLine {
        var line = self
        line.text += ",\"\(name)\":\(JSONText.quoted(value))"
        return line
    }

    package func with(_ name: StaticString, _ value: some BinaryInteger) -> LogLine {
        var line = self
        line.text += ",\"\(name)\":\(value)"
        return line
    }

    /// Writes the line at once, so that lines of several threads do not mix.
    package func write() {
        var bytes = Array(text.utf8)
        bytes += [UInt8(ascii: "}"), UInt8(ascii: "\n")]
        LogOutput.shared.write(bytes)
    }
}

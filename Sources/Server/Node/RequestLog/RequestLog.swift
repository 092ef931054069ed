import API
import Events
import HTTP
import Model
import Runtime
import Text

/// One JSON line per request, at most so many a second, and as many failures of the service besides as
/// `failuresPerSecond` says; those left out are counted in a line of their own.
///
/// A line names route, user id and outcome, never a path with its query, a body, a name, an address or
/// a token. Confined to one event loop.
struct RequestLog {
    /// Lines of failures in a second, whatever the other limit: a node that turns requests away must not
    /// spend its time on telling so.
    static let failuresPerSecond = 100

    private let limitPerSecond: Int
    private var second: Int64 = 0
    private var written = 0
    private var failures = 0
    private var leftOut = 0
    private var lines: [UInt8] = []

    /// With a limit of 0 only failures of the service are logged.
    init(limitPerSecond: Int) {
        self.limitPerSecond = limitPerSecond
    }

    /// `status` and `position` of the answer, if it has one.
    mutating func add(
        _ record: RequestRecord,
        status: UInt16,
        position: Int64?,
        nanoseconds: Int64,
        id: @autoclosure () -> UUID128
    ) {
        let isFailure = status >= 500
        guard limitPerSecond > 0 || isFailure else { return }
        let now = SystemClock.coarseUnixSeconds
        if now != second { begin(now) }
        guard isFailure ? failures < Self.failuresPerSecond : written < limitPerSecond else {
            leftOut += 1
            return
        }
        if isFailure { failures += 1 } else { written += 1 }
        head(isFailure ? "error" : "info", "request")
        lines.append(
            contentsOf: ",\"request_id\":\"\((record.correlation ?? id()).text)\",\"route\":\"".utf8
        )
        if let route = record.route {
            route.method.name.withUTF8Buffer { lines.append(contentsOf: $0) }
            lines.append(UInt8(ascii: " "))
            route.path.withUTF8Buffer { lines.append(contentsOf: $0) }
        }
        lines.append(contentsOf: "\",\"status\":".utf8)
        lines.appendDecimal(Int64(status))
        lines.append(contentsOf: ",\"duration_us\":".utf8)
        lines.appendDecimal(nanoseconds / 1_000)
        if let user = record.user {
            lines.append(contentsOf: ",\"user\":".utf8)
            lines.appendDecimal(user.rawValue)
        }
        if let position {
            lines.append(contentsOf: ",\"position\":".utf8)
            lines.appendDecimal(position)
        }
        lines.append(contentsOf: "}\n".utf8)
    }

    /// What was gathered since the last time.
    mutating func take() -> [UInt8]? {
        guard !lines.isEmpty else { return nil }
        defer { lines.removeAll(keepingCapacity: true) }
        return lines
    }

    private mutating func begin(_ now: Int64) {
        if leftOut > 0 {
            head("info", "requests_left_out")
            lines.append(contentsOf: ",\"count\":".utf8)
            lines.appendDecimal(Int64(leftOut))
            lines.append(contentsOf: "}\n".utf8)
        }
        second = now
        written = 0
        failures = 0
        leftOut = 0
    }

    private mutating func head(_ level: StaticString, _ event: StaticString) {
        let time = TimestampText.milliseconds(SystemClock.unixMicroseconds)
        lines.append(contentsOf: "{\"time\":\"\(time)\",\"level\":\"\(level)\"".utf8)
        lines.append(contentsOf: ",\"event\":\"\(event)\"".utf8)
    }
}

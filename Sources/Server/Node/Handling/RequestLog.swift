import API
import Entities
import EventStore
import Events
import HTTP
import Jobs
import Model
import Operations
import Runtime
import Text

/// Writes one JSON line per request, up to a limit per second, and up to another limit for failures
/// of the service; a line of its own counts those left out.
///
/// A line names route, user id and outcome, never a path with its query, a body, a name, an address
/// or a token. Confined to one event loop.
struct RequestLog {
    /// The limit of failures in a second: a node that turns requests away must not spend its time
    /// on logging that.
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

    /// Returns the lines since the last call; nil without a line.
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

/// Records each request once it is answered.
extension LoopHandler {
    /// A late answer is on its way, or its client has gone.
    func completed(_ ticket: Ticket, _ response: Response) {
        guard let record = open.removeValue(forKey: ticket) else { return }
        finish(record, response)
    }

    func finish(_ record: RequestRecord, _ response: Response) {
        if let lookup = record.lookup { service.names.settle(lookup, response.note) }
        let nanoseconds = MonotonicTime.now.nanoseconds - record.startedAt
        metrics.record(record.route?.work, nanoseconds: nanoseconds)
        // Machines ask for these all the time.
        if case .operations = record.route?.work { return }
        requestLog.add(
            record,
            status: response.status.rawValue,
            position: response.note.position,
            nanoseconds: nanoseconds,
            id: ids.next()
        )
        // A replay is the same command: if an administrator tried both again, it would apply twice.
        if let command = record.command, !response.note.isReplayed {
            service.journal.add(command, response)
        }
    }

    /// Hands over the figures and log lines of this turn.
    func handOver() {
        metrics.hand(to: service.requestMetrics)
        if let lines = requestLog.take() { LogOutput.shared.add(lines) }
    }
}

/// The facts about a request for the log, the metrics and the journal.
struct RequestRecord {
    /// Nanoseconds of the monotonic clock.
    let startedAt: Int64
    /// Nil for a path that leads nowhere.
    var route: Route?
    /// Nil until the caller is identified.
    var user: UserID?
    /// The caller's own id of the request, if it sent one as a UUID.
    var correlation: UUID128?
    /// Set once the request may reveal whether a name or an id exists.
    var lookup: NameLookups.Lookup?
    /// Set once a command is handed to the writer.
    var command: SentCommand?
}

import EventStore
import Events
import Glibc
import Model
import Node
import Postgres
import Runtime
import Text

/// `tally events`: prints the log as JSON lines.
enum PrintEvents {
    static func run(_ options: EventsOptions) throws -> ExitCode {
        let stream = options.stream.flatMap(StreamID.init(name:))
        if let name = options.stream, stream == nil {
            throw Complaint.usage(
                "\"\(name)\" is no stream; one looks like account-42 or slot-7."
            )
        }
        let database = try Database(options.database, mayCreate: false)
        defer { database.close() }
        _ = try database.connectForReading()
        var printer = EventPrinter(
            database: database.options,
            selection: EventSelection(stream: stream, types: options.types),
            options: options
        )
        try printer.run()
        return .success
    }
}

/// Prints events in order, each once, over as many connections as necessary.
private struct EventPrinter {
    private static let chunk = 1_000
    /// A notification that is lost costs a second.
    private static let waitMilliseconds = 1_000
    private static let retryMicroseconds: UInt32 = 1_000_000

    private let database: ConnectionOptions
    private let selection: EventSelection
    private let options: EventsOptions
    /// The position up to which everything is printed; nil until it is known where to begin.
    private var position: LogPosition?
    /// The log's history when that was read; nil until something is read.
    private var history: LogHistory?

    init(database: ConnectionOptions, selection: EventSelection, options: EventsOptions) {
        var database = database.with(role: LogRole.projections)
        database.applicationName = "tally events"
        self.database = database
        self.selection = selection
        self.options = options
        position = options.from.map { $0.position.advanced(by: -1) }
    }

    private var follows: Bool { options.follows }

    /// Returns at `--to` or the log's end; if it follows the log, once the output's reader has
    /// gone.
    ///
    /// If it follows the log, it replaces a lost connection and continues.
    mutating func run() throws(Complaint) {
        while true {
            do {
                return try print(over: Connection(database))
            } catch let complaint as Complaint {
                throw complaint
            } catch {
                guard follows, Self.mayPass(error) else { throw Complaint(database: error) }
                Output.complain("the database is lost, trying again: \(error)")
                usleep(Self.retryMicroseconds)
            }
        }
    }

    private mutating func print(over connection: Connection) throws {
        if follows { try connection.script("LISTEN \(AppendLock.channel)") }
        let reader = LogReader(connection)
        if history == nil { try adopt(try LogHistory.load(connection), at: position) }
        while true {
            let end =
                try options.to.map { min($0, try reader.tail().position) } ?? reader.tail().position
            let begin = try position ?? begin(reader, end)
            let events = try reader.read(selection, after: begin, through: end, limit: Self.chunk)
            // Loaded after the events, so that it knows the epochs of all of them.
            let history = try adopt(try LogHistory.load(connection), at: begin)
            // A pipe into `head` ends like this: the reader has gone.
            guard Self.write(events, of: history) else { return }
            if events.count == Self.chunk, let last = events.last {
                position = last.position
                continue
            }
            position = max(begin, end)
            guard follows else { return }
            _ = try connection.waitForNotification(timeoutMilliseconds: Self.waitMilliseconds)
        }
    }

    /// Where to begin without `--from`: before the last events of `--tail`, at the end if the log
    /// is followed, or else at the beginning.
    private func begin(_ reader: LogReader, _ end: LogPosition) throws(EventLogError) -> LogPosition
    {
        guard let tail = options.tail else { return follows ? end : .start }
        let first = try reader.position(ofLast: tail, of: selection, through: end)
        return first.map { $0.advanced(by: -1) } ?? .start
    }

    /// Continues in the history that the log has now.
    ///
    /// Throws if the log has lost the last printed event, or the place to begin at.
    @discardableResult
    private mutating func adopt(
        _ new: LogHistory,
        at position: LogPosition?
    ) throws(Complaint) -> LogHistory {
        if history != new {
            let printed = history.flatMap { old in position.map { LogPlace($0, in: old.newest.id) }
            }
            if let place = printed ?? options.from { try Self.require(place, in: new) }
            history = new
        }
        return new
    }

    /// Throws unless the log still has the place.
    private static func require(_ place: LogPlace, in history: LogHistory) throws(Complaint) {
        let through: LogPosition
        switch history.standing(of: place) {
        case .stands: return
        case .lost(let reach): through = reach
        case .unknown: through = .start
        }
        throw Complaint(
            "history-changed: what was at position \(place.position.rawValue) is lost; begin again "
                + "after \(through.rawValue), in history \(history.newest.id).",
            exitCode: .historyChanged
        )
    }

    /// Whether another connection may succeed.
    private static func mayPass(_ error: any Error) -> Bool {
        if let error = error as? PostgresError { return error.isTransient }
        guard let error = error as? EventLogError else { return false }
        switch error {
        case .unavailable, .lockTimeout: return true
        case .outcomeUnknown, .unreadable, .refused: return false
        }
    }

    private static func write(_ events: [RecordedEvent], of history: LogHistory) -> Bool {
        guard !events.isEmpty else { return true }
        var bytes: [UInt8] = []
        for event in events {
            var line = JSONWriter()
            event.write(in: history.epoch(at: event.position).id, to: &line)
            bytes += line.bytes
            bytes.append(UInt8(ascii: "\n"))
        }
        return Output.write(bytes)
    }
}

import Events
import Glibc
import Postgres

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
            stream: stream,
            after: LogPosition(options.from - 1),
            follows: options.follows
        )
        try printer.run()
        return .success
    }
}

/// Prints events in order, each once, over as many connections as it takes.
private struct EventPrinter {
    private static let chunk = 1_000
    /// A notification that is lost costs a second.
    private static let waitMilliseconds = 1_000
    private static let retryMicroseconds: UInt32 = 1_000_000

    private let database: ConnectionOptions
    private let stream: StreamID?
    private let follows: Bool
    /// Of the last event that was printed.
    private var position: LogPosition

    init(
        database: ConnectionOptions,
        stream: StreamID?,
        after position: LogPosition,
        follows: Bool
    ) {
        var database = database.with(role: LogRole.projections)
        database.applicationName = "tally events"
        self.database = database
        self.stream = stream
        self.position = position
        self.follows = follows
    }

    /// Returns at the log's end, or, following, once nobody reads any more.
    ///
    /// Following, a connection that is lost is made again, and what comes next is printed then.
    mutating func run() throws(Complaint) {
        while true {
            do {
                return try print(over: Connection(database))
            } catch {
                guard follows, Self.mayPass(error) else { throw Complaint(database: error) }
                Output.complain("the database is lost, trying again: \(error)")
                usleep(Self.retryMicroseconds)
            }
        }
    }

    private mutating func print(over connection: Connection) throws {
        if follows { try connection.script("LISTEN \(AppendLock.channel)") }
        while true {
            let events = try next(LogReader(connection))
            // Nobody reads any more: that is how a pipe into head ends.
            guard Self.write(events) else { return }
            if let last = events.last { position = last.position }
            guard events.count < Self.chunk else { continue }
            guard follows else { return }
            _ = try connection.waitForNotification(timeoutMilliseconds: Self.waitMilliseconds)
        }
    }

    private func next(_ reader: LogReader) throws(EventLogError) -> [RecordedEvent] {
        guard let stream else { return try reader.read(after: position, limit: Self.chunk) }
        return try reader.read(stream, after: position, limit: Self.chunk)
    }

    /// Whether another connection may do better.
    private static func mayPass(_ error: any Error) -> Bool {
        if let error = error as? PostgresError { return error.isTransient }
        guard let error = error as? EventLogError else { return false }
        switch error {
        case .unavailable, .lockTimeout: return true
        case .outcomeUnknown, .unreadable, .refused: return false
        }
    }

    private static func write(_ events: [RecordedEvent]) -> Bool {
        guard !events.isEmpty else { return true }
        var bytes: [UInt8] = []
        for event in events {
            var line = JSONWriter()
            event.write(to: &line)
            bytes += line.bytes
            bytes.append(UInt8(ascii: "\n"))
        }
        return Output.write(bytes)
    }
}

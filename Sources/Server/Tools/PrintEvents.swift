import Events
import Postgres

/// `tally events`: prints the log as JSON lines.
enum PrintEvents {
    private static let chunk = 1_000

    static func run(_ options: EventsOptions) throws -> ExitCode {
        let stream = options.stream.flatMap(StreamID.init(name:))
        if let name = options.stream, stream == nil {
            throw Complaint.usage(
                "\"\(name)\" is no stream; one looks like account-42 or slot-7."
            )
        }
        let database = try Database(options.database, mayCreate: false)
        defer { database.close() }
        let connection = try database.connectForReading()
        do {
            if options.follows { try connection.script("LISTEN \(AppendLock.channel)") }
            var position = LogPosition(options.from - 1)
            while true {
                let reader = LogReader(connection)
                let events =
                    try stream.map { try reader.read($0, after: position, limit: chunk) }
                    ?? reader.read(after: position, limit: chunk)
                // Nobody reads any more: that is how a pipe into head ends.
                guard print(events) else { return .success }
                if let last = events.last { position = last.position }
                if events.count < chunk {
                    guard options.follows else { return .success }
                    // A notification that is lost costs a second.
                    _ = try connection.waitForNotification(timeoutMilliseconds: 1_000)
                }
            }
        } catch {
            throw Complaint(database: error)
        }
    }

    private static func print(_ events: [RecordedEvent]) -> Bool {
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

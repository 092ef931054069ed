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
            let history = try LogHistory.load(connection)
            try require(options.from, in: history)
            var position = options.from.position.advanced(by: -1)
            while true {
                let reader = LogReader(connection)
                let events =
                    try stream.map { try reader.read($0, after: position, limit: chunk) }
                    ?? reader.read(after: position, limit: chunk)
                // After the events: all of them are of an epoch that is known then.
                try require(history, still: try LogHistory.load(connection))
                // Nobody reads any more: that is how a pipe into head ends.
                guard print(events, of: history) else { return .success }
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

    /// Throws unless the place still means what it meant.
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

    /// Throws once the log has another history than the one that is printed.
    private static func require(_ old: LogHistory, still new: LogHistory) throws(Complaint) {
        guard old != new else { return }
        let kept = new.lastInCommon(with: old) ?? new.newest.beginsAt.advanced(by: -1)
        throw Complaint(
            "history-changed: history \(new.newest.id) has begun; everything up to position "
                + "\(kept.rawValue) still stands, begin again behind it.",
            exitCode: .historyChanged
        )
    }

    private static func print(_ events: [RecordedEvent], of history: LogHistory) -> Bool {
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

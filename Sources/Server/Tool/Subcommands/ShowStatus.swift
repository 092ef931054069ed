import API
import EventStore
import Events
import Model
import Node
import Postgres
import Runtime
import Text

/// `tally status`: history, log, read models, lock, jobs and the last check, on one screen.
enum ShowStatus {
    static func run(_ options: DatabaseOptions) throws -> ExitCode {
        let database = try Database(options, mayCreate: false)
        defer { database.close() }
        let reader = try database.connectForReading()
        do {
            let writer = try Connection(database.options.with(role: LogRole.commands))
            let tail = try LogReader(reader).tail()
            let lines =
                try [history(reader), log(tail, reader)] + models(tail.position, reader)
                + [lock(writer)] + jobs(writer) + [check(writer)]
            Output.line("Tally \(tallyVersion)")
            for (title, text) in lines {
                let gap = String(repeating: " ", count: 14 - title.count)
                Output.line("\(title)\(gap)\(text)")
            }
            return .success
        } catch {
            throw Complaint(database: error)
        }
    }

    private typealias Line = (title: String, text: String)

    private static func history(_ connection: Connection) throws -> Line {
        let newest = try LogHistory.load(connection).newest
        return (
            "History", "\(newest.id), number \(newest.number), since \(newest.beginsAt.rawValue)"
        )
    }

    private static func log(_ tail: LogTail, _ connection: Connection) throws -> Line {
        guard tail.position > .start else { return ("Log", "empty") }
        let time = TimestampText.milliseconds(tail.recordedAt.microseconds)
        return ("Log", "ends at \(tail.position.rawValue), recorded \(time)")
    }

    /// One line if all hold the whole log; else one for each that does not.
    private static func models(_ end: LogPosition, _ connection: Connection) throws -> [Line] {
        let rows = try connection.execute(
            """
            SELECT name, position, error FROM read.checkpoints
            ORDER BY name COLLATE "C"
            """
        )
        var lines: [Line] = []
        for row in rows {
            let lag = end.rawValue - (try row.int64(1))
            let error = try row.optionalString(2)
            guard lag > 0 || error != nil else { continue }
            let reason = error.map { ", stopped: \($0)" } ?? ""
            let title = lines.isEmpty ? "Read models" : ""
            lines.append((title, "\(try row.string(0)) is \(lag) events behind\(reason)"))
        }
        return lines.isEmpty ? [("Read models", "all \(rows.count) hold the whole log")] : lines
    }

    /// Nodes hold the append lock for a moment at a time.
    private static func lock(_ connection: Connection) throws -> Line {
        let rows = try connection.execute(
            """
            SELECT coalesce(a.application_name, ''), l.granted,
                coalesce(extract(epoch FROM clock_timestamp() - a.xact_start), 0)::bigint
            FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a USING (pid)
            WHERE l.locktype = 'advisory' AND l.database =
                (SELECT oid FROM pg_database WHERE datname = current_database())
                AND l.classid::bigint = $1 AND l.objid::bigint = $2
            """,
            [.int64(AppendLock.key >> 32), .int64(AppendLock.key & 0xFFFF_FFFF)]
        )
        var (holder, waiting): (String?, Int) = (nil, 0)
        for row in rows {
            guard try row.bool(1) else {
                waiting += 1
                continue
            }
            holder = "held by \(try row.string(0)) for \(try row.int64(2)) s"
        }
        return ("Append lock", (holder ?? "free") + (waiting > 0 ? ", \(waiting) wait" : ""))
    }

    private static func jobs(_ connection: Connection) throws -> [Line] {
        let rows = try connection.execute(
            """
            SELECT name, coalesce(last_outcome, 'not run yet'), last_finished_at, last_error
            FROM jobs.jobs ORDER BY name COLLATE "C"
            """
        )
        guard !rows.isEmpty else { return [("Jobs", "none: no node has run yet")] }
        return try rows.enumerated().map { index, row in
            let time =
                try row.optionalTimestamp(2).map { " " + TimestampText.milliseconds($0) } ?? ""
            let error = try row.optionalString(3).map { ": \($0)" } ?? ""
            let text = "\(try row.string(0)) \(try row.string(1))\(time)\(error)"
            return (index == 0 ? "Jobs" : "", text)
        }
    }

    /// The last run of the job that checks the whole log.
    private static func check(_ connection: Connection) throws -> Line {
        let row = try connection.execute(
            "SELECT last_outcome, last_finished_at FROM jobs.jobs WHERE name = $1",
            [.text(JobName.verify.rawValue)]
        ).first
        guard let row, let outcome = try row.optionalString(0),
            let time = try row.optionalTimestamp(1)
        else { return ("Last check", "never by a node; tally verify checks the log now") }
        return ("Last check", "\(outcome) at \(TimestampText.milliseconds(time))")
    }
}

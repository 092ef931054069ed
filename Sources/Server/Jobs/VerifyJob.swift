import API
import Audit
import Commands
import EventStore
import Events
import Model
import Postgres
import Projections
import Runtime
import Text

/// Checks the whole log, as `tally verify` does.
struct VerifyJob: Job {
    let name = JobName.verify
    let intervalSeconds: Int? = nil
    private let database: ConnectionOptions

    init(database: ConnectionOptions) {
        var options = database
        options.applicationName = "tally verify"
        self.database = options
    }

    func run(_ run: JobRun) throws -> JobReport {
        try run.begin()
        let start = SystemClock.monotonicMilliseconds
        let check = try FullCheck(
            open: { try Connection(run.interruptible(database.with(role: $0))) },
            requireGoingOn: { if run.isStopped() { throw JobRun.Stopped() } },
            onProgress: { position, end in
                let milliseconds = max(1, SystemClock.monotonicMilliseconds - start)
                run.show(
                    JobProgress(
                        done: position.rawValue,
                        total: end.rawValue,
                        rate: position.rawValue * 1_000 / milliseconds
                    )
                )
            }
        )
        var report = JobReport.done(
            "\(check.log.chain.events) events are sound, up to "
                + "\(check.log.chain.position.rawValue), and \(check.beliefs.rows) rows"
        )
        if let first = check.log.problems.first {
            LogLine(.error, "the log is not sound").with("problem", first).write()
            report = .failed("the log is not sound: \(first)")
        }
        if let row = check.beliefs.first {
            LogLine(.error, "a row is not what it should be").with("problem", "\(row)").write()
            if check.log.isSound { report = .failed("a row is not what it should be: \(row)") }
        }
        report.result = check.json
        return report
    }
}

extension FullCheck {
    fileprivate var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("sound", isSound)
            json.member("events", log.chain.events)
            json.member("batches", log.chain.batches)
            json.member("position", log.chain.position.rawValue)
            json.member("hash", hexadecimal(log.chain.hash))
            json.member("rows", beliefs.rows)
            json.member("faults", faults)
            json.array("problems") { json in
                for problem in problems { json.value(problem) }
            }
        }
        return json.bytes
    }
}

/// The check that the log is unchanged and keeps every rule, and that the trusted rows beside it
/// are what this software has written.
package struct FullCheck: Sendable {
    package let log: LogCheck
    package let beliefs: BeliefVerification

    /// The problems; empty if everything is sound.
    ///
    /// Those of the log come first, the lowest position first, then the first wrong row.
    package let problems: [String]

    var isSound: Bool { problems.isEmpty }

    /// The number of faults of the chain and of rows.
    var faults: Int { log.chain.faults + beliefs.faults }

    /// Reads the whole log up to its present end.
    ///
    /// - `open` makes a connection under a role.
    /// - `requireGoingOn` is called for each event and row; its error ends the check.
    /// - `onProgress` gets the current position and the last one from time to time.
    package init(
        open: (LogRole) throws -> Connection,
        requireGoingOn: @escaping () throws -> Void = {},
        onProgress: (LogPosition, LogPosition) -> Void
    ) throws {
        log = try LogCheck(
            try open(.projections),
            requireGoingOn: requireGoingOn,
            onProgress: onProgress
        )
        let reader = LogReader(try open(.projections))
        let claims = ClaimHasher(key: try LogSecrets.load(try open(.commands)).claims)
        beliefs = try BeliefVerifier(try open(.commands), requireGoingOn: requireGoingOn).verify(
            state: { stream, snapshot in
                guard Snapshot.isKnown(schema: snapshot.schema) else { return .unused }
                let state = try Self.state(stream, snapshot.version, reader, requireGoingOn)
                return state.map { .state($0) } ?? .none
            },
            claims: { person in
                (
                    .username(claims.username(NormalForm.username(person.username))),
                    .email(claims.email(NormalForm.email(person.email)))
                )
            }
        )
        problems = log.problems + (beliefs.first.map { ["\($0)"] } ?? [])
    }

    /// The number of a stream's events that are read at once.
    private static let chunk = 10_000

    /// The state after that version; nil if the stream's events do not lead there.
    private static func state(
        _ stream: StreamID,
        _ version: StreamVersion,
        _ reader: LogReader,
        _ requireGoingOn: () throws -> Void
    ) throws -> [UInt8]? {
        var fold = SnapshotFold(stream)
        var position = LogPosition.start
        while true {
            try requireGoingOn()
            guard let events = try readable(stream, after: position, reader) else { return nil }
            for event in events {
                fold.take(event)
                guard event.version < version else { return fold.snapshot()?.state }
                position = event.position
            }
            guard events.count == chunk else { return nil }
        }
    }

    /// The next events; nil if one cannot be read, which the check of the log has reported.
    private static func readable(
        _ stream: StreamID,
        after position: LogPosition,
        _ reader: LogReader
    ) throws(EventLogError) -> [RecordedEvent]? {
        do throws(EventLogError) {
            return try reader.read(stream, after: position, limit: chunk)
        } catch .unreadable {
            return nil
        }
    }
}

import API
import Audit
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

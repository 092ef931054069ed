import API
import Audit
import EventStore
import Model
import Postgres
import Runtime
import Text

/// Checks what is new in the log since the last check, as `tally verify --incremental` does, and the
/// whole log if it was not checked as a whole for some time.
struct VerifyJob: Job {
    let name = JobName.verify
    let intervalSeconds: Int? = nil
    private let database: ConnectionOptions
    private let wholeAfterHours: Int

    init(database: ConnectionOptions, wholeAfterHours: Int) {
        var options = database
        options.applicationName = "tally verify"
        self.database = options
        self.wholeAfterHours = wholeAfterHours
    }

    func run(_ run: JobRun) throws -> JobReport {
        try run.begin()
        let start = SystemClock.monotonicMilliseconds
        var first: LogPosition?
        let check = try Verification(
            .incremental(wholeAfterHours: wholeAfterHours),
            of: run.interruptible(database),
            requireGoingOn: { if run.isStopped() { throw JobRun.Stopped() } },
            onProgress: { position, end in
                let milliseconds = max(1, SystemClock.monotonicMilliseconds - start)
                let before = first ?? position
                first = before
                run.show(
                    JobProgress(
                        done: position.rawValue,
                        total: end.rawValue,
                        rate: (position.rawValue - before.rawValue) * 1_000 / milliseconds
                    )
                )
            }
        )
        var report = JobReport.done(
            "\(check.log.chain.events) events are sound, after \(check.start.rawValue) up to "
                + "\(check.log.chain.position.rawValue), and \(check.beliefs.rows) rows"
        )
        if let first = check.logProblems.first {
            LogLine(.error, "the log is not sound").with("problem", first).write()
            report = .failed("the log is not sound: \(first)")
        }
        if let row = check.rowProblems.first {
            LogLine(.error, "a row is not what it should be").with("problem", row).write()
            if check.logProblems.isEmpty {
                report = .failed("a row is not what it should be: \(row)")
            }
        }
        if let unkept = check.unkept {
            LogLine(.warning, "a verification is not kept").with("error", unkept).write()
        }
        report.result = check.json
        return report
    }
}

extension Verification {
    fileprivate var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("sound", isSound)
            json.member("after", start.rawValue)
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

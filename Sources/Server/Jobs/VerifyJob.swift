import Events
import Postgres
import Projections

/// Checks the whole log, as `tally verify` does.
struct VerifyJob: Job {
    let name = JobName.verify
    let intervalSeconds: Int? = nil
    private let database: ConnectionOptions

    init(database: ConnectionOptions) {
        var options = database.with(role: LogRole.projections)
        options.applicationName = "tally verify"
        self.database = options
    }

    func run(_ run: JobRun) throws -> JobReport {
        try run.begin()
        let start = Clock.milliseconds
        let check = try LogCheck(
            try Connection(run.interruptible(database)),
            requireGoingOn: { if run.isStopped() { throw JobRun.Stopped() } },
            onProgress: { position, end in
                let milliseconds = max(1, Clock.milliseconds - start)
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
            "\(check.chain.events) events are sound, up to \(check.chain.position.rawValue)"
        )
        if let first = check.problems.first {
            LogLine(.error, "the log is not sound").with("problem", first).write()
            report = .failed("the log is not sound: \(first)")
        }
        report.result = check.json
        return report
    }
}

extension LogCheck {
    fileprivate var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("sound", isSound)
            json.member("events", chain.events)
            json.member("batches", chain.batches)
            json.member("position", chain.position.rawValue)
            json.member("hash", hexadecimal(chain.hash))
            json.member("faults", chain.faults)
            json.array("problems") { json in
                for problem in problems { json.value(problem) }
            }
        }
        return json.bytes
    }
}

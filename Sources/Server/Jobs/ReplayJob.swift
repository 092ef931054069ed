import API
import Events
import Model
import Postgres
import Replay
import Text

/// Rebuilds all read models and replaces the old ones, as `tally replay` does.
struct ReplayJob: Job {
    let name = JobName.replay
    let intervalSeconds: Int? = nil
    let database: ConnectionOptions

    /// Events in one transaction, and between two reports of progress.
    private static let chunk = 100_000

    func run(_ run: JobRun) throws -> JobReport {
        try run.begin()
        var options = RebuildOptions()
        options.software = tallyVersion
        options.chunk = Self.chunk
        let rebuilt: RebuildReport
        do {
            rebuilt = try Rebuild(run.interruptible(database), options: options).run(
                shouldStop: run.isStopped,
                progress: { run.show(JobProgress($0)) }
            )
        } catch RebuildError.interrupted {
            // The committed part is kept: the next run continues there.
            throw JobRun.Stopped()
        }
        let findings = Findings(rebuilt)
        var report = JobReport.done(
            "\(rebuilt.outcomes.count) read models rebuilt",
            error: findings.differences.isEmpty ? nil : summary(findings.differences)
        )
        if !findings.failures.isEmpty {
            report = .failed(summary(findings.failures + findings.differences))
        }
        report.result = findings.json(rebuilt)
        return report
    }
}

/// The findings of a replay, for administrators.
private struct Findings {
    private(set) var differences: [String] = []
    private(set) var failures: [String] = []

    init(_ report: RebuildReport) {
        for outcome in report.outcomes {
            let name = outcome.name.rawValue
            switch outcome.comparison {
            case .equal, .notCompared, .cutOff: break
            case .different(let position, _):
                // The row is left out, since it may have a person's text.
                differences.append("\(name) was different at \(position.rawValue)")
            case .failed(let fault): failures.append("\(name) can't be built: \(fault)")
            }
        }
    }

    func json(_ report: RebuildReport) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("events", report.events)
            json.member("read_models", report.outcomes.count)
            json.member("differences", differences.count)
            json.member("failures", failures.count)
            json.member("duration_ms", Int64(report.seconds * 1_000))
        }
        return json.bytes
    }
}

extension JobProgress {
    fileprivate init(_ progress: RebuildProgress) {
        self.init(
            done: progress.done,
            total: progress.total,
            rate: Int64(progress.eventsPerSecond),
            note: progress.phase.rawValue
        )
    }
}

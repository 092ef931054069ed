import API
import Events
import Glibc
import Model
import Node
import Postgres
import Replay
import Runtime

/// `tally replay`: rebuilds read models beside the live ones and replaces those.
enum Replay {
    static func run(_ options: ReplayOptions) throws -> ExitCode {
        let signals = Signals()
        let isInterrupted = Flag()
        signals.watch { isInterrupted.set() }
        let database = try Database(options.database, mayCreate: false)
        defer { database.close() }
        _ = try database.connectForReading()
        var rebuild = RebuildOptions()
        if !options.names.isEmpty {
            rebuild.names = options.names.compactMap(ReadModel.init(rawValue:))
        }
        rebuild.verifyOnly = options.onlyVerifies
        rebuild.acceptedCut = options.acceptedCut.map { LogPosition($0) }
        rebuild.software = tallyVersion
        var line = ProgressLine()
        defer { line.end() }
        do {
            let report = try Rebuild(database.options, options: rebuild).run(
                shouldStop: { isInterrupted.isSet },
                progress: { progress in
                    line.show(
                        progress.phase.rawValue,
                        done: progress.done,
                        of: progress.total,
                        eventsPerSecond: progress.eventsPerSecond,
                        secondsLeft: progress.secondsLeft
                    )
                }
            )
            line.end()
            return show(report, onlyVerifies: options.onlyVerifies)
        } catch let error as RebuildError {
            throw Complaint("\(error).")
        } catch {
            throw Complaint(database: error)
        }
    }

    private static func show(_ report: RebuildReport, onlyVerifies: Bool) -> ExitCode {
        var isFine = true
        for outcome in report.outcomes {
            let swapped = outcome.isSwapped ? ", swapped in" : ""
            switch outcome.comparison {
            case .equal(let position, let rows):
                Output.line(
                    "\(outcome.name.rawValue): equal at \(position.rawValue), \(rows) rows\(swapped)"
                )
            case .different(let position, let difference):
                if onlyVerifies { isFine = false }
                Output.line(
                    "\(outcome.name.rawValue): different at \(position.rawValue): \(difference)\(swapped)"
                )
            case .notCompared(let live):
                if onlyVerifies { isFine = false }
                Output.line(
                    "\(outcome.name.rawValue): not compared, the live one had stopped at "
                        + "\(live.rawValue)\(swapped)"
                )
            case .cutOff(let live):
                Output.line(
                    "\(outcome.name.rawValue): cut back from \(live.rawValue) to "
                        + "\(outcome.position.rawValue)\(swapped)"
                )
            case .failed(let fault):
                isFine = false
                Output.line("\(outcome.name.rawValue): can't be built: \(fault)")
            }
        }
        let rate = report.seconds > 0 ? Int64(Double(report.events) / report.seconds) : 0
        Output.line("\(report.events) events, \(rate)/s")
        return isFine ? .success : .failure
    }
}

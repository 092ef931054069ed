import Audit
import EventStore
import Events
import Jobs
import Model
import Node
import Postgres
import Projections
import Runtime
import Text

/// `tally verify`: walks the hash chain, checks the invariants over the whole log, and checks the rows
/// that are believed without a look into it.
enum Verify {
    static func run(_ options: DatabaseOptions) throws -> ExitCode {
        let database = try Database(options, mayCreate: false)
        defer { database.close() }
        _ = try database.connectForReading()
        var line = ProgressLine()
        let start = SystemClock.monotonicMilliseconds
        let check = try FullCheck(
            open: { try Connection(database.options.with(role: $0)) },
            onProgress: { position, end in
                line.show(
                    done: position.rawValue,
                    of: end.rawValue,
                    milliseconds: SystemClock.monotonicMilliseconds - start
                )
            }
        )
        line.end()
        let chain = check.log.chain
        guard let first = check.problems.first else {
            Output.line(
                "\(chain.events) events in \(chain.batches) batches: chain and invariants hold. "
                    + "Position \(chain.position.rawValue), hash \(hexadecimal(chain.hash)). "
                    + "\(check.beliefs.rows) snapshots, receipts and people are as they were written."
            )
            return .success
        }
        if !check.log.isSound {
            Output.complain(
                "the log is not sound: \(first) (\(chain.faults) faults in the chain)."
            )
        }
        if let row = check.beliefs.first {
            Output.complain(
                "a row is not what it should be: \(row) (\(check.beliefs.faults) such rows)."
            )
        }
        return .failure
    }
}

import Events
import Postgres
import Projections

/// `tally verify`: walks the hash chain and checks the invariants over the whole log.
enum Verify {
    static func run(_ options: DatabaseOptions) throws -> ExitCode {
        let database = try Database(options, mayCreate: false)
        defer { database.close() }
        let connection = try database.connectForReading()
        var line = ProgressLine()
        let start = Clock.milliseconds
        let check = try LogCheck(connection) { position, end in
            line.show(
                done: position.rawValue,
                of: end.rawValue,
                milliseconds: Clock.milliseconds - start
            )
        }
        line.end()
        let chain = check.chain
        guard let first = check.problems.first else {
            Output.line(
                "\(chain.events) events in \(chain.batches) batches: chain and invariants hold. "
                    + "Position \(chain.position.rawValue), hash \(hexadecimal(chain.hash))."
            )
            return .success
        }
        Output.complain("the log is not sound: \(first) (\(chain.faults) faults in the chain).")
        return .failure
    }
}

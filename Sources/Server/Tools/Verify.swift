import Events
import Glibc
import Postgres
import Projections

/// `tally verify`: walks the hash chain and checks the invariants over the whole log.
enum Verify {
    static func run(_ options: DatabaseOptions) throws -> ExitCode {
        let database = try Database(options, mayCreate: false)
        defer { database.close() }
        let connection = try database.connectForReading()
        let projected = try Checkpoint.furthest(connection)
        var audit = InvariantAudit()
        var violation: InvariantViolation?
        var line = ProgressLine()
        let start = Clock.milliseconds
        let result = try LogVerifier(connection).verify(
            onEvent: { event in
                // The chain is walked to its end, so that the first fault of all is named.
                guard violation == nil else { return }
                do throws(InvariantViolation) { try audit.check(event) } catch { violation = error }
            },
            onProgress: { position, end in
                line.show(
                    done: position.rawValue,
                    of: end.rawValue,
                    milliseconds: Clock.milliseconds - start
                )
            }
        )
        line.end()
        if violation == nil {
            do throws(InvariantViolation) { try audit.finish() } catch { violation = error }
        }
        let faults: [(position: LogPosition, text: String)] =
            [
                result.first.map { ($0.position, "\($0)") },
                violation.map { ($0.position, "\($0)") },
                // A chain can't show that its end was cut off, but what was projected from it can.
                projected > result.position
                    ? (
                        result.position.advanced(by: 1),
                        "the log ends at \(result.position.rawValue), but read models hold events up "
                            + "to \(projected.rawValue)"
                    ) : nil,
            ].compactMap { $0 }
        guard let first = faults.min(by: { $0.position < $1.position }) else {
            Output.line(
                "\(result.events) events in \(result.batches) batches: chain and invariants hold. "
                    + "Position \(result.position.rawValue), hash \(hexadecimal(result.hash))."
            )
            return .success
        }
        Output.complain(
            "the log is not sound: \(first.text) (\(result.faults) faults in the chain)."
        )
        return .failure
    }
}

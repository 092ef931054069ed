import EventStore
import Events
import Model
import Postgres
import Projections

/// Checks that the log is as appended and keeps every rule.
package struct LogCheck: Sendable {
    package let chain: LogVerification
    /// The faults, the lowest position first; empty if the log is sound.
    ///
    /// The first fault of the chain, the first event against a rule, and an end that was cut off.
    package let problems: [String]

    package var isSound: Bool { problems.isEmpty }

    /// Checks the whole log up to its present end.
    ///
    /// - `connection` is under a role that reads the log and the checkpoints.
    /// - `requireGoingOn` is called at each event; its error ends the check and is rethrown.
    /// - `onProgress` is called from time to time with the reached and the last position.
    package init(
        _ connection: Connection,
        requireGoingOn: () throws -> Void = {},
        onProgress: (LogPosition, LogPosition) -> Void
    ) throws {
        let projected = try Checkpoint.furthest(connection)
        var audit = InvariantAudit()
        var violation: InvariantViolation?
        let chain = try LogVerifier(connection).verify(
            onEvent: { event in
                try requireGoingOn()
                // The chain is checked to its end even so, to find its first fault.
                guard violation == nil else { return }
                do throws(InvariantViolation) { try audit.check(event) } catch { violation = error }
            },
            onProgress: onProgress
        )
        if violation == nil {
            do throws(InvariantViolation) { try audit.finish() } catch { violation = error }
        }
        let found: [(position: LogPosition, text: String)] =
            [
                chain.first.map { ($0.position, "\($0)") },
                violation.map { ($0.position, "\($0)") },
                // A chain can't show that its end was cut off, but the read models made from it
                // can.
                projected > chain.position
                    ? (
                        chain.position.advanced(by: 1),
                        "the log ends at \(chain.position.rawValue), but read models hold events up "
                            + "to \(projected.rawValue)"
                    ) : nil,
            ].compactMap { $0 }
        self.chain = chain
        problems = found.sorted { $0.position < $1.position }.map(\.text)
    }
}

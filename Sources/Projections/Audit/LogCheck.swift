import EventStore
import Events
import Model
import Postgres
import Projections

/// Whether the log is what was appended and keeps every rule.
package struct LogCheck: Sendable {
    package let chain: LogVerification
    /// What is wrong, the lowest position first; empty if the log is sound.
    ///
    /// The first fault of the chain, the first event against a rule, and an end that was cut off.
    package let problems: [String]

    package var isSound: Bool { problems.isEmpty }

    /// Goes through the whole log, as it ends now.
    ///
    /// - `connection` is under a role that reads the log and the checkpoints.
    /// - `requireGoingOn` is asked at each event; what it throws ends the check and is thrown on.
    /// - `onProgress` gets the position reached and the last one, from time to time.
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
                // The chain is walked to its end, so that the first fault of all is named.
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
                // A chain can't show that its end was cut off, but what was projected from it can.
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

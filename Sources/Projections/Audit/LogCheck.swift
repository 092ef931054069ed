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
    /// The number of faults: more than the problems if the chain has several.
    package let faults: Int
    /// The number of earlier events that were read, of streams that new ones change.
    package let recalled: Int
    /// The state of the rules at the end, if the log is sound.
    package let rules: [UInt8]?

    package var isSound: Bool { problems.isEmpty }

    /// Checks the log up to its present end.
    ///
    /// - `database` is under a role that reads the log and the checkpoints.
    /// - `verified` is a point in the log, made by this version, after which to go on; nil checks
    ///   the whole log.
    /// - `requireGoingOn` is called at each event; its error ends the check and is rethrown.
    /// - `onProgress` is called from time to time with the reached and the last position.
    package init(
        _ database: ConnectionOptions,
        after verified: VerifiedLog? = nil,
        requireGoingOn: () throws -> Void = {},
        onProgress: (LogPosition, LogPosition) -> Void
    ) throws {
        let connection = try Connection(database)
        let projected = try Checkpoint.furthest(connection)
        let audit = AuditThread(after: verified, database)
        defer { audit.stop() }
        let chain = try LogVerifier(connection).verify(
            after: verified,
            onEvent: { event in
                try requireGoingOn()
                try audit.take(event)
            },
            onProgress: onProgress
        )
        let audited = try audit.finish()
        let found: [(position: LogPosition, text: String)] =
            [
                chain.first.map { ($0.position, "\($0)") },
                audited.problem.map { ($0.position, $0.text) },
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
        recalled = audited.recalled
        problems = found.sorted { $0.position < $1.position }.map(\.text)
        faults = chain.faults + found.count - (chain.first == nil ? 0 : 1)
        rules = problems.isEmpty ? audited.state : nil
    }
}

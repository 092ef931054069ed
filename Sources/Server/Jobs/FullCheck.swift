import API
import Audit
import Commands
import EventStore
import Events
import Model
import Postgres
import Projections

/// The check that the log is unchanged and keeps every rule, and that the trusted rows beside it are
/// what this software has written.
package struct FullCheck: Sendable {
    package let log: LogCheck
    package let beliefs: BeliefVerification

    /// The problems; empty if everything is sound.
    ///
    /// Those of the log come first, the lowest position first, then the first wrong row.
    package let problems: [String]

    var isSound: Bool { problems.isEmpty }

    /// The number of faults of the chain and of rows.
    var faults: Int { log.chain.faults + beliefs.faults }

    /// Reads the whole log up to its present end.
    ///
    /// - `open` makes a connection under a role.
    /// - `requireGoingOn` is called for each event and row; its error ends the check.
    /// - `onProgress` gets the current position and the last one from time to time.
    package init(
        open: (LogRole) throws -> Connection,
        requireGoingOn: @escaping () throws -> Void = {},
        onProgress: (LogPosition, LogPosition) -> Void
    ) throws {
        log = try LogCheck(
            try open(.projections),
            requireGoingOn: requireGoingOn,
            onProgress: onProgress
        )
        let reader = LogReader(try open(.projections))
        let claims = ClaimHasher(key: try LogSecrets.load(try open(.commands)).claims)
        beliefs = try BeliefVerifier(try open(.commands), requireGoingOn: requireGoingOn).verify(
            state: { stream, snapshot in
                guard Snapshot.isKnown(schema: snapshot.schema) else { return .unused }
                let state = try Self.state(stream, snapshot.version, reader, requireGoingOn)
                return state.map { .state($0) } ?? .none
            },
            claims: { person in
                (
                    .username(claims.username(NormalForm.username(person.username))),
                    .email(claims.email(NormalForm.email(person.email)))
                )
            }
        )
        problems = log.problems + (beliefs.first.map { ["\($0)"] } ?? [])
    }

    /// The number of a stream's events that are read at once.
    private static let chunk = 10_000

    /// The state after that version; nil if the stream's events do not lead there.
    private static func state(
        _ stream: StreamID,
        _ version: StreamVersion,
        _ reader: LogReader,
        _ requireGoingOn: () throws -> Void
    ) throws -> [UInt8]? {
        var fold = SnapshotFold(stream)
        var position = LogPosition.start
        while true {
            try requireGoingOn()
            guard let events = try readable(stream, after: position, reader) else { return nil }
            for event in events {
                fold.take(event)
                guard event.version < version else { return fold.snapshot()?.state }
                position = event.position
            }
            guard events.count == chunk else { return nil }
        }
    }

    /// The next events; nil if one cannot be read, which the check of the log has reported.
    private static func readable(
        _ stream: StreamID,
        after position: LogPosition,
        _ reader: LogReader
    ) throws(EventLogError) -> [RecordedEvent]? {
        do throws(EventLogError) {
            return try reader.read(stream, after: position, limit: chunk)
        } catch .unreadable {
            return nil
        }
    }
}

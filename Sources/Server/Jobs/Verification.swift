import API
import Audit
import Entities
import EventStore
import Events
import Model
import Postgres
import Text

/// The check that the log is unchanged and keeps every rule, and that the trusted rows beside it
/// are what this software has written: of everything, or of what is new since the last check.
///
/// A sound end is kept (`VerifiedLog`), and an incremental check goes on from there. A check of
/// everything reads nothing of what is kept but where the log must still have its end.
package struct Verification: Sendable {
    /// How much is checked.
    package enum Extent: Hashable, Sendable {
        case whole
        /// What is new since the last check, or everything if none is kept or the last check of
        /// everything was so many hours ago.
        case incremental(wholeAfterHours: Int? = nil)
    }

    /// The position after which the log was read: `.start` if everything was checked.
    package let start: LogPosition
    package let log: LogCheck
    package let beliefs: BeliefVerification
    /// Problems of the log, the lowest position first.
    package let logProblems: [String]
    /// The first row that is not what it should be, and the kept end if it is not.
    package let rowProblems: [String]
    /// The number of faults of the log and of rows, which may be more than the problems.
    package let logFaults: Int
    package let rowFaults: Int
    /// Why the result could not be kept for the next check; it says nothing about the log.
    package let unkept: String?

    /// The problems; empty if everything is sound.
    package var problems: [String] { logProblems + rowProblems }

    package var isSound: Bool { problems.isEmpty }

    /// The number of all faults.
    package var faults: Int { logFaults + rowFaults }

    /// Reads up to the log's present end, and keeps that end if everything is sound.
    ///
    /// - `requireGoingOn` is called for each event and row; its error ends the check.
    /// - `onProgress` gets the current position and the last one from time to time.
    package init(
        _ extent: Extent = .whole,
        of database: ConnectionOptions,
        requireGoingOn: @escaping () throws -> Void = {},
        onProgress: (LogPosition, LogPosition) -> Void
    ) throws {
        let keeper = VerificationKeeper(database)
        let kept = try keeper.load()
        let base = kept.base(for: extent)
        log = try LogCheck(
            database.with(role: LogRole.projections),
            after: base,
            requireGoingOn: requireGoingOn,
            onProgress: onProgress
        )
        beliefs = try Self.beliefs(after: base, database, requireGoingOn)
        start = base?.position ?? .start
        logProblems = [kept.cut].compactMap { $0 } + log.problems
        rowProblems = [kept.forged, beliefs.first.map { "\($0)" }].compactMap { $0 }
        logFaults = (kept.cut == nil ? 0 : 1) + log.faults
        rowFaults = (kept.forged == nil ? 0 : 1) + beliefs.faults
        do {
            try keeper.keep(beliefs.isSound ? log : nil, after: base, kept)
            unkept = nil
        } catch {
            unkept = "the result is not kept for the next check: \(error)"
        }
    }

    private static func beliefs(
        after base: VerifiedLog?,
        _ database: ConnectionOptions,
        _ requireGoingOn: @escaping () throws -> Void
    ) throws -> BeliefVerification {
        let reader = LogReader(try Connection(database.with(role: LogRole.projections)))
        let connection = try Connection(database.with(role: LogRole.commands))
        let claims = ClaimHasher(key: try LogSecrets.load(connection).claims)
        return try BeliefVerifier(
            connection,
            after: base,
            requireGoingOn: requireGoingOn
        ).verify(
            state: { stream, snapshot in
                // Its stream may be as long as the log.
                guard base == nil, Snapshot.isKnown(schema: snapshot.schema) else {
                    return .unused
                }
                let state = try state(stream, snapshot.version, reader, requireGoingOn)
                return state.map { .state($0) } ?? .none
            },
            claims: { person in
                (
                    .username(claims.username(NormalForm.username(person.username))),
                    .email(claims.email(NormalForm.email(person.email)))
                )
            }
        )
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

import Events
import Model
import Postgres

/// Reads the whole log and checks that it is as appended: positions without a gap, each batch's
/// hash, the chain of hashes, every stream's versions, every payload.
///
/// Batches that are appended meanwhile are ignored. Memory grows with the number of streams, some 30
/// bytes for each.
package struct LogVerifier {
    private let connection: Connection

    /// Batches read at once; each has at least one event, usually many.
    private static let batchesAtOnce = 1_000

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Reads the log from its start, and returns the first fault and the number of faults.
    ///
    /// - `verified` is a point that the log contains: the events up to it are not read, and only
    ///   those after it are verified.
    /// - `onEvent` is called with each readable event, in order, for further checks; its error ends
    ///   the verification and is rethrown.
    /// - `onProgress` is called from time to time with the reached and the last position.
    package func verify(
        after verified: VerifiedLog? = nil,
        onEvent: (RecordedEvent) throws -> Void = { _ in },
        onProgress: (LogPosition, LogPosition) -> Void = { _, _ in }
    ) throws -> LogVerification {
        let end = try self.end()
        var walk = ChainWalk(after: verified)
        var versions = StreamVersions(after: verified)
        var reached = verified?.position ?? .start
        while true {
            let batches = try self.batches(after: reached, through: end.batches)
            guard let last = batches.last else { break }
            walk.expect(batches)
            try takeRows(after: reached, through: last.last, &walk, &versions, onEvent)
            walk.finishBatches()
            reached = last.last
            onProgress(reached, end.events)
        }
        try takeRows(after: reached, through: end.events, &walk, &versions, onEvent)
        walk.finish()
        if versions.areSuspect {
            try checkVersions(after: verified?.position ?? .start, through: end.events, &walk)
        }
        try checkEpochs(&walk)
        return walk.verification
    }

    private func takeRows(
        after position: LogPosition,
        through end: LogPosition,
        _ walk: inout ChainWalk,
        _ versions: inout StreamVersions,
        _ onEvent: (RecordedEvent) throws -> Void
    ) throws {
        try LogReader(connection).rows(after: position, through: end, chunk: 100_000) {
            row,
            reader in
            let event: RecordedEvent
            do throws(UnreadableEvent) {
                event = try EventRow.read(&reader)
            } catch {
                walk.take(error.position, recordedAt: nil, row: row)
                versions.skip()
                return walk.add(.unreadable(error.position, error.reason))
            }
            walk.take(event.position, recordedAt: event.recordedAt, row: row)
            versions.take(event)
            try onEvent(event)
        }
    }

    /// The last positions of both tables in one snapshot: a batch may be appended between two
    /// statements.
    private func end() throws -> (batches: LogPosition, events: LogPosition) {
        let row = try connection.execute(
            """
            SELECT coalesce((SELECT max(last_position) FROM log.batches), 0),
                coalesce((SELECT max(position) FROM log.events), 0)
            """
        ).only()
        return (LogPosition(try row.int64(0)), LogPosition(try row.int64(1)))
    }

    private func batches(
        after position: LogPosition,
        through end: LogPosition
    ) throws -> [BatchRow] {
        try connection.execute(
            """
            SELECT first_position, last_position, previous_hash, hash, recorded_at
            FROM log.batches WHERE last_position > $1 AND last_position <= $2
            ORDER BY last_position LIMIT $3
            """,
            [
                .int64(position.rawValue), .int64(end.rawValue),
                .int64(Int64(LogVerifier.batchesAtOnce)),
            ]
        ).map { row in
            BatchRow(
                first: LogPosition(try row.int64(0)),
                last: LogPosition(try row.int64(1)),
                previousHash: try row.bytes(2),
                hash: try row.bytes(3),
                recordedAt: Timestamp(microseconds: try row.timestamp(4))
            )
        }
    }

    /// An epoch that begins after a later one is skipped: its start was cut off the log.
    private func checkEpochs(_ walk: inout ChainWalk) throws {
        let rows = try connection.execute(
            """
            SELECT id, begins_at FROM history.epochs AS epoch
            WHERE NOT EXISTS (
                SELECT FROM log.batches
                WHERE last_position = epoch.begins_at - 1 AND hash = epoch.previous_hash
            ) AND NOT (begins_at = 1 AND previous_hash = $1) AND NOT EXISTS (
                SELECT FROM history.epochs AS later
                WHERE later.number > epoch.number AND later.begins_at < epoch.begins_at
            )
            ORDER BY begins_at
            """,
            [.bytes(LogTail.start.hash)]
        )
        for row in rows {
            walk.add(
                .epoch(try LogHistory.epoch(row, 0), begins: LogPosition(try row.int64(1)))
            )
        }
    }

    /// Finds the first wrong version, by sorting in PostgreSQL.
    ///
    /// The unique index lets a stream have each version once, so the version before its first one
    /// here is the last of the events up to `start`.
    private func checkVersions(
        after start: LogPosition,
        through end: LogPosition,
        _ walk: inout ChainWalk
    ) throws {
        let rows = try connection.execute(
            """
            SELECT position, stream, version, expected, count(*) OVER () AS faults
            FROM (
                SELECT position, stream, version, coalesce(
                    lag(version) OVER of_stream,
                    CASE WHEN $2 > 0 AND version > 1 THEN (
                        SELECT before.version FROM log.events AS before
                        WHERE before.stream = event.stream AND before.version = event.version - 1
                            AND before.position <= $2
                    ) END,
                    0
                ) + 1 AS expected
                FROM log.events AS event WHERE position <= $1 AND position > $2
                WINDOW of_stream AS (PARTITION BY stream ORDER BY position)
            ) AS numbered
            WHERE version <> expected ORDER BY position LIMIT 1
            """,
            [.int64(end.rawValue), .int64(start.rawValue)]
        )
        guard let row = rows.first else { return }
        walk.add(
            .version(
                LogPosition(try row.int64(0)),
                stream: try row.string(1),
                expected: try row.int32(3),
                found: try row.int32(2)
            ),
            count: Int(try row.int64(4))
        )
    }
}

/// Whether each stream's versions are 1, 2, 3 … in order of position.
///
/// Of a stream's name only 64 bits are kept. Two streams of the same bits make versions suspect, not
/// wrong: PostgreSQL has the last word on those. To sort a sound log there takes twice as long as to
/// read it.
private struct StreamVersions {
    private(set) var areSuspect: Bool
    private var last: [Int: Int32] = [:]
    private let isWhole: Bool

    /// After a verified point the versions before are not known, so the few new ones are suspect.
    init(after verified: VerifiedLog?) {
        isWhole = verified == nil
        areSuspect = !isWhole
    }

    mutating func take(_ event: RecordedEvent) {
        guard isWhole else { return }
        let isNext = Self.advance(
            &last[event.stream.hashValue, default: StreamVersion.none.rawValue],
            to: event.version.rawValue
        )
        if !isNext { areSuspect = true }
    }

    /// Passes over an event that can't be read.
    mutating func skip() {
        areSuspect = true
    }

    private static func advance(_ version: inout Int32, to next: Int32) -> Bool {
        defer { version = next }
        return next == version &+ 1
    }
}

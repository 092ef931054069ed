import Events
import Model
import Postgres

/// The point up to which a log was verified, so that a later verification can go on from there.
package struct VerifiedLog: Hashable, Sendable {
    /// The last position of its last batch.
    package let position: LogPosition
    package let hash: [UInt8]
    /// The time of that batch.
    package let recordedAt: Timestamp
    /// The newest epoch when the position was verified.
    package let epoch: EpochID
    /// When the log was last verified from its start.
    package let wholeAt: Timestamp
    /// The state of the rules after that position.
    package let rules: [UInt8]

    package init(
        position: LogPosition,
        hash: [UInt8],
        recordedAt: Timestamp,
        epoch: EpochID,
        wholeAt: Timestamp,
        rules: [UInt8]
    ) {
        self.position = position
        self.hash = hash
        self.recordedAt = recordedAt
        self.epoch = epoch
        self.wholeAt = wholeAt
        self.rules = rules
    }

    /// Whether the log has the batch that was verified last.
    package func isIn(_ connection: Connection) throws(PostgresError) -> Bool {
        try connection.execute(
            """
            SELECT EXISTS (SELECT FROM log.batches
                WHERE last_position = $1 AND hash = $2 AND recorded_at = $3)
            """,
            [.int64(position.rawValue), .bytes(hash), .timestamp(recordedAt.microseconds)]
        ).only().bool(0)
    }

    var batch: BatchRow {
        BatchRow(
            first: position,
            last: position,
            previousHash: [],
            hash: hash,
            recordedAt: recordedAt
        )
    }
}

extension RowSealer {
    package func seal(_ log: VerifiedLog) -> [UInt8] {
        seal("verified") { text in
            text.add(log.position.rawValue)
            text.add(log.hash)
            text.add(log.recordedAt.microseconds)
            text.add(log.epoch.rawValue)
            text.add(log.wholeAt.microseconds)
            text.add(log.rules)
        }
    }
}

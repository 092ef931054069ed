import Audit
import EventStore
import Events
import Model
import Postgres

/// What is kept of the last verification.
struct KeptVerification {
    /// Nil if nothing is kept, or nothing that this software has sealed.
    var verified: VerifiedLog?
    /// The row is there but not as it was sealed.
    var forged: String?
    /// The log no longer has the end that was verified, although no later epoch says so.
    var cut: String?
    /// A later epoch says that the log has lost that end.
    var isLost = false
    /// The version of the row; nil if there is no row.
    var version: String?
    /// Nothing can be kept: the server is a standby.
    let isReadOnly: Bool
    /// The newest epoch, and the time, when this was loaded.
    let epoch: EpochID
    let now: Timestamp

    /// The point to go on from; nil if everything is to be checked.
    func base(for extent: Verification.Extent) -> VerifiedLog? {
        guard case .incremental(let hours) = extent, let verified, cut == nil, !isLost,
            InvariantAudit.isKnown(state: verified.rules)
        else { return nil }
        if let hours, verified.wholeAt.advanced(bySeconds: hours * 3_600) <= now { return nil }
        return verified
    }
}

/// Keeps the end of the last sound verification in `jobs.verified`, under role `LogRole.commands`.
///
/// It has no session between `load` and `keep`: a check takes long, and an idle session may end.
struct VerificationKeeper {
    private let database: ConnectionOptions

    /// The largest state of the rules that is kept, in bytes: that of some ten million accounts.
    private static let limit = 256 << 20

    init(_ database: ConnectionOptions) {
        self.database = database.with(role: LogRole.commands)
    }

    func load() throws -> KeptVerification {
        let connection = try Connection(database)
        let history = try LogHistory.load(connection)
        let session = try connection.execute(
            "SELECT clock_timestamp(), current_setting('transaction_read_only') = 'on'"
        ).only()
        var kept = KeptVerification(
            isReadOnly: try session.bool(1),
            epoch: history.newest.id,
            now: Timestamp(microseconds: try session.timestamp(0))
        )
        let rows = try connection.execute(
            """
            SELECT position, hash, recorded_at, epoch, whole_at, rules, seal, xmin::text
            FROM jobs.verified
            """
        )
        guard let row = rows.first else { return kept }
        kept.version = try row.string(7)
        let verified = VerifiedLog(
            position: LogPosition(try row.int64(0)),
            hash: try row.bytes(1),
            recordedAt: Timestamp(microseconds: try row.timestamp(2)),
            epoch: EpochID(text: try row.string(3).utf8) ?? history.newest.id,
            wholeAt: Timestamp(microseconds: try row.timestamp(4)),
            rules: try row.bytes(5)
        )
        guard RowSealer.fits(try row.bytes(6), try RowSealer(connection).seal(verified)) else {
            kept.forged =
                "jobs.verified: not as this service has sealed it, so everything is checked"
            return kept
        }
        guard verified.position > .start else { return kept }
        kept.verified = verified
        guard history.contains(LogPlace(verified.position, in: verified.epoch)) else {
            kept.isLost = true
            return kept
        }
        guard try !verified.isIn(connection) else { return kept }
        kept.cut = """
            position \(verified.position): the log was verified up to there, but no longer has that \
            batch. If it was cut back on purpose, tally restore says so
            """
        return kept
    }

    /// Keeps a sound end (`log` is nil if something was wrong), unless another check has written
    /// the row since `load`: that one may have found a fault in what this one had already read.
    ///
    /// A fault always changes the row, so that no other check that runs now keeps its end. After a
    /// fault in a whole check, or if another check has kept its end meanwhile, the row says that
    /// nothing is verified, and the next check is whole. A verified end that the log has lost is
    /// kept until an epoch says so: else the loss would be reported once only.
    func keep(_ log: LogCheck?, after base: VerifiedLog?, _ kept: KeptVerification) throws {
        guard kept.cut == nil, !kept.isReadOnly else { return }
        let connection = try Connection(database)
        // It may have been cut off since `load`.
        if let verified = kept.verified, !kept.isLost {
            guard try verified.isIn(connection) else { return }
        }
        guard let log, let rules = log.rules, let recordedAt = log.chain.recordedAt,
            rules.count <= Self.limit
        else { return try forget(after: base, kept, connection) }
        let verified = VerifiedLog(
            position: log.chain.position,
            hash: log.chain.hash,
            recordedAt: recordedAt,
            epoch: kept.epoch,
            wholeAt: base?.wholeAt ?? kept.now,
            rules: rules
        )
        var arguments = try Self.arguments(verified, connection)
        guard let version = kept.version else {
            try connection.execute("\(Self.insertion) ON CONFLICT (is_only) DO NOTHING", arguments)
            return
        }
        arguments.append(.text(version))
        try connection.execute(
            "UPDATE jobs.verified SET \(Self.assignments) WHERE xmin::text = $8",
            arguments
        )
    }

    private func forget(
        after base: VerifiedLog?,
        _ kept: KeptVerification,
        _ connection: Connection
    ) throws {
        if base != nil, let version = kept.version {
            // The old end is still verified; the row gets another version.
            let rows = try connection.execute(
                "UPDATE jobs.verified SET seal = seal WHERE xmin::text = $1 RETURNING position",
                [.text(version)]
            )
            guard rows.isEmpty else { return }
        }
        let nothing = VerifiedLog(
            position: .start,
            hash: [],
            recordedAt: kept.now,
            epoch: kept.epoch,
            wholeAt: kept.now,
            rules: []
        )
        try connection.execute(
            "\(Self.insertion) ON CONFLICT (is_only) DO UPDATE SET \(Self.assignments)",
            try Self.arguments(nothing, connection)
        )
    }

    private static let insertion = """
        INSERT INTO jobs.verified (position, hash, recorded_at, epoch, whole_at, rules, seal)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """

    private static let assignments = """
        position = $1, hash = $2, recorded_at = $3, epoch = $4, whole_at = $5, rules = $6, seal = $7
        """

    private static func arguments(
        _ verified: VerifiedLog,
        _ connection: Connection
    ) throws -> Arguments {
        [
            .int64(verified.position.rawValue), .bytes(verified.hash),
            .timestamp(verified.recordedAt.microseconds), .text(verified.epoch.text),
            .timestamp(verified.wholeAt.microseconds), .bytes(verified.rules),
            .bytes(try RowSealer(connection).seal(verified)),
        ]
    }
}

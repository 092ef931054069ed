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
    /// Nothing can be kept: the server is a standby.
    let isReadOnly: Bool
    /// The newest epoch, and the time, when this was loaded.
    let epoch: EpochID
    let now: Timestamp

    /// The point to go on from; nil if everything is to be checked.
    func base(for extent: Verification.Extent) -> VerifiedLog? {
        guard case .incremental(let hours) = extent, let verified, cut == nil, !isLost,
            InvariantAudit(state: verified.rules) != nil
        else { return nil }
        if let hours, verified.wholeAt.advanced(bySeconds: hours * 3_600) <= now { return nil }
        return verified
    }
}

/// Keeps the end of the last sound verification in `jobs.verified`, under role `LogRole.commands`.
struct VerificationKeeper {
    private let connection: Connection
    private let sealer: RowSealer

    /// The largest state of the rules that is kept, in bytes: that of some ten million accounts.
    private static let limit = 256 << 20

    init(_ connection: Connection) throws {
        self.connection = connection
        sealer = try RowSealer(connection)
    }

    func load() throws -> KeptVerification {
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
            SELECT position, hash, recorded_at, epoch, whole_at, rules, seal FROM jobs.verified
            """
        )
        guard let row = rows.first else { return kept }
        let verified = VerifiedLog(
            position: LogPosition(try row.int64(0)),
            hash: try row.bytes(1),
            recordedAt: Timestamp(microseconds: try row.timestamp(2)),
            epoch: EpochID(text: try row.string(3).utf8) ?? history.newest.id,
            wholeAt: Timestamp(microseconds: try row.timestamp(4)),
            rules: try row.bytes(5)
        )
        guard RowSealer.fits(try row.bytes(6), sealer.seal(verified)) else {
            kept.forged =
                "jobs.verified: not as this service has sealed it, so everything is checked"
            return kept
        }
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

    /// Keeps a sound end (`log` is nil if something was wrong), unless another verification has
    /// changed what is kept meanwhile.
    ///
    /// If everything was checked and something was wrong, nothing is kept, so that the next
    /// verification checks everything, too. A verified end that the log has lost is kept until an
    /// epoch says so: else the loss would be reported once only.
    func keep(_ log: LogCheck?, after base: VerifiedLog?, _ kept: KeptVerification) throws {
        guard kept.cut == nil, !kept.isReadOnly else { return }
        guard let log, let rules = log.rules, let recordedAt = log.chain.recordedAt,
            rules.count <= Self.limit
        else {
            if base == nil { try connection.execute("DELETE FROM jobs.verified") }
            return
        }
        let verified = VerifiedLog(
            position: log.chain.position,
            hash: log.chain.hash,
            recordedAt: recordedAt,
            epoch: kept.epoch,
            wholeAt: base?.wholeAt ?? kept.now,
            rules: rules
        )
        if let base {
            try write(
                """
                UPDATE jobs.verified
                SET position = $1, hash = $2, recorded_at = $3, epoch = $4, whole_at = $5,
                    rules = $6, seal = $7
                WHERE seal = $8
                """,
                verified,
                old: sealer.seal(base)
            )
        } else {
            try write(
                """
                INSERT INTO jobs.verified
                    (position, hash, recorded_at, epoch, whole_at, rules, seal)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (is_only) DO UPDATE
                SET position = $1, hash = $2, recorded_at = $3, epoch = $4, whole_at = $5,
                    rules = $6, seal = $7
                """,
                verified
            )
        }
    }

    /// `old`: the seal of what it replaces.
    private func write(_ sql: String, _ verified: VerifiedLog, old: [UInt8]? = nil) throws {
        var arguments: Arguments = [
            .int64(verified.position.rawValue), .bytes(verified.hash),
            .timestamp(verified.recordedAt.microseconds), .text(verified.epoch.text),
            .timestamp(verified.wholeAt.microseconds), .bytes(verified.rules),
            .bytes(sealer.seal(verified)),
        ]
        if let old { arguments.append(.bytes(old)) }
        try connection.execute(sql, arguments)
    }
}

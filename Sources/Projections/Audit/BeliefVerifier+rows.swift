import EventStore
import Events
import Model
import Postgres

extension BeliefVerifier {
    private static let receiptsAtOnce: Int64 = 10_000

    /// Checks seal and events of every receipt: a completed command's last event is by that actor
    /// and of that time, and the thing that the receipt names exists.
    func verifyReceipts(_ verification: inout BeliefVerification) throws {
        var last = ReceiptKey(actor: Actor(rawValue: .min), key: "")
        while true {
            // A location's number is the position of the event that made the thing.
            let rows = try connection.execute(
                """
                SELECT \(StoredReceipt.columns), last.recorded_at, last.actor, made.stream, made.type
                FROM log.receipts AS receipt
                LEFT JOIN log.events AS last ON last.position = receipt.position
                LEFT JOIN log.events AS made ON made.position =
                    CASE WHEN receipt.location ~ '^/[a-z]+/[0-9]{1,18}$'
                    THEN substring(receipt.location FROM '[0-9]+$')::bigint END
                WHERE (receipt.actor, receipt.key) > ($1, $2) \(newReceipts)
                ORDER BY receipt.actor, receipt.key LIMIT $3
                """,
                [.int64(last.actor.rawValue), .text(last.key), .int64(Self.receiptsAtOnce)]
            )
            guard !rows.isEmpty else { return }
            for row in rows {
                try requireGoingOn()
                let stored = try StoredReceipt(row)
                last = stored.key
                verification.rows += 1
                if let reason = try fault(stored, row) {
                    verification.add(stored.distrusted, reason)
                }
            }
        }
    }

    private var newReceipts: String {
        selection {
            "receipt.recorded_at >= timestamptz 'epoch' "
                + "+ \($0.recordedAt.microseconds) * interval '1 us'"
        }
    }

    private func fault(
        _ stored: StoredReceipt,
        _ row: Row
    ) throws(PostgresError) -> BeliefFault.Reason? {
        guard stored.isSealed(by: sealer) else { return .seal }
        let receipt = stored.receipt
        let first = StoredReceipt.columnCount
        let recordedAt = try row.optionalTimestamp(first)
        guard receipt.hasEvents else {
            // It names the end of the log that it was decided on, which may be the very start.
            if receipt.position == .start { return nil }
            guard let recordedAt, recordedAt <= receipt.recordedAt.microseconds
            else { return .behindTheEnd(receipt.position) }
            return nil
        }
        guard recordedAt == receipt.recordedAt.microseconds,
            try row.optionalInt64(first + 1) == stored.key.actor.rawValue
        else { return .noSuchCommand(receipt.position) }
        guard let location = receipt.location else { return nil }
        guard let stream = try row.optionalString(first + 2),
            let type = try row.optionalString(first + 3),
            Self.names(location, stream: stream, type: type)
        else { return .noSuchThing(location) }
        return nil
    }

    /// Whether the path names the thing that the event made: `/holds/17` is stream `hold-17`.
    ///
    /// A transfer is its debit, in the sender's stream, unless it was pending first.
    private static func names(_ location: String, stream: String, type: String) -> Bool {
        if location.hasPrefix("/transfers/"), type == AccountEvent.Name.debited.rawValue {
            return true
        }
        let parts = location.split(separator: "/")
        guard parts.count == 2, parts[0].hasSuffix("s") else { return false }
        return stream == "\(parts[0].dropLast())-\(parts[1])"
    }

    /// A state may have some hundred kilobytes.
    private static let snapshotsAtOnce: Int64 = 50

    /// Checks seal, event and state of every snapshot.
    func verifySnapshots(
        _ verification: inout BeliefVerification,
        _ state: (StreamID, StoredSnapshot) throws -> ExpectedState
    ) throws {
        var last = ""
        while true {
            let rows = try connection.execute(
                """
                SELECT stored.stream, stored.version, stored.schema, stored.state, stored.seal,
                    made.position, made.command
                FROM log.snapshots AS stored
                LEFT JOIN log.events AS made
                    ON made.stream = stored.stream AND made.version = stored.version
                WHERE stored.stream > $1 \(newSnapshots) ORDER BY stored.stream LIMIT $2
                """,
                [.text(last), .int64(Self.snapshotsAtOnce)]
            )
            guard !rows.isEmpty else { return }
            for row in rows {
                try requireGoingOn()
                last = try row.string(0)
                let found = try FoundSnapshot(
                    row,
                    snapshot: (version: 1, schema: 2, state: 3, seal: 4),
                    event: (position: 5, command: 6)
                )
                verification.rows += 1
                if let reason = try fault(last, found, state) {
                    verification.add(.snapshot(stream: last), reason)
                }
            }
        }
    }

    private var newSnapshots: String {
        selection {
            "stored.stream IN (SELECT stream FROM log.events WHERE position > \($0.position))"
        }
    }

    private func fault(
        _ name: String,
        _ found: FoundSnapshot,
        _ state: (StreamID, StoredSnapshot) throws -> ExpectedState
    ) throws -> BeliefFault.Reason? {
        guard let stream = StreamID(name: name) else { return .unknownStream }
        let version = found.snapshot.version
        guard found.event != nil else { return .noSuchVersion(version) }
        guard found.isSealed(of: name, by: sealer) else { return .seal }
        switch try state(stream, found.snapshot) {
        case .state(let expected):
            return expected == found.snapshot.state ? nil : .otherState(version)
        case .none: return .otherState(version)
        case .unused: return nil
        }
    }
}

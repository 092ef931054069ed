import Postgres

/// The balances of all accounts at every position, folded from the log.
struct Ledger {
    private struct Change {
        let position: Int64
        let available: Int64
    }

    private var changes: [String: [Change]] = [:]

    init(_ connection: Connection) throws {
        let rows = try connection.execute(
            """
            SELECT stream, position, (sum(
                CASE type WHEN 'account.debited' THEN -1 ELSE 1 END * (data->>'amount')::bigint
            ) OVER (PARTITION BY stream ORDER BY position))::bigint
            FROM log.events
            WHERE type IN ('account.debited', 'account.credited')
            ORDER BY position
            """
        )
        for row in rows {
            let change = Change(position: try row.int64(1), available: try row.int64(2))
            changes[try row.string(0), default: []].append(change)
        }
    }

    /// What a user had once the event there was recorded; nil if that event did not change it.
    func available(of user: Int, at position: Int64) -> Int64? {
        changes["account-\(user)"]?.last { $0.position <= position }
            .flatMap { $0.position == position ? $0.available : nil }
    }
}

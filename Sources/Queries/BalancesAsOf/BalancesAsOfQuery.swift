import Postgres

/// What a user had in every currency that the user had anything in by then.
///
/// A transfer counts from its last leg on: from the position after its debit's, for the first half of
/// an exchange from the second half's credit (three after), for a posted pending transfer from
/// `transfer.posted` on. A pending one is set aside from `transfer.reserved` up to its end. So at no
/// position is there half a command. A time means the last event of the account until then.
///
/// Reads every transfer of the account up to then by index.
enum BalancesAsOfQuery {
    private static let atPosition = "SELECT $2::bigint AS position"

    private static let atTime = """
        SELECT least(
            coalesce(greatest(
                (SELECT id + CASE type WHEN 'exchange' THEN 3 ELSE 1 END
                 FROM read.transactions
                 WHERE sender_id = $1 AND recorded_at <= $2
                 ORDER BY id DESC
                 LIMIT 1),
                (SELECT id + 1
                 FROM read.transactions
                 WHERE receiver_id = $1 AND recorded_at <= $2
                 ORDER BY id DESC
                 LIMIT 1),
                (SELECT max(transfer_id) + 1
                 FROM read.pending_transfers
                 WHERE sender_id = $1 AND created_at <= $2),
                (SELECT max(ended_position)
                 FROM read.pending_transfers
                 WHERE sender_id = $1 AND ended_at <= $2),
                (SELECT max(ended_position)
                 FROM read.pending_transfers
                 WHERE receiver_id = $1 AND state = 'posted' AND ended_at <= $2)
            ), 0),
            (SELECT position FROM reached)
        ) AS position
        """

    /// `seen` counts what has moved: a currency of a transfer that does not count yet is not shown.
    private static func sql(_ at: String) -> String {
        """
        WITH reached AS (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'transactions'), 0
            ) AS position
        ), at AS (
            \(at)
        ), changes AS (
            SELECT currency, -sum(amount) AS booked, 0 AS reserved, count(*) AS seen
            FROM read.transactions
            WHERE sender_id = $1 AND id < (SELECT position FROM at)
                AND (type <> 'exchange' OR id + 3 <= (SELECT position FROM at))
            GROUP BY currency
            UNION ALL
            SELECT currency, sum(amount), 0, count(*)
            FROM read.transactions
            WHERE receiver_id = $1 AND id < (SELECT position FROM at)
            GROUP BY currency
            -- The two above have counted posted transfers by when they were reserved.
            UNION ALL
            SELECT t.currency, t.amount, 0, -1
            FROM read.pending_transfers AS p
            JOIN read.transactions AS t ON t.id = p.transfer_id
            WHERE p.sender_id = $1 AND p.transfer_id < (SELECT position FROM at)
                AND (p.ended_position IS NULL OR p.ended_position > (SELECT position FROM at))
            UNION ALL
            SELECT t.currency, -t.amount, 0, -1
            FROM read.pending_transfers AS p
            JOIN read.transactions AS t ON t.id = p.transfer_id
            WHERE p.receiver_id = $1 AND p.transfer_id < (SELECT position FROM at)
                AND (p.ended_position IS NULL OR p.ended_position > (SELECT position FROM at))
            UNION ALL
            SELECT currency, 0, amount, 1
            FROM read.pending_transfers
            WHERE sender_id = $1 AND transfer_id <= (SELECT position FROM at)
                AND (ended_position IS NULL OR ended_position > (SELECT position FROM at))
            -- A wallet that no money has come to yet.
            UNION ALL
            SELECT currency, 0, 0, 1
            FROM read.balances
            WHERE account_id = $1 AND position <= (SELECT position FROM at)
        ), balances AS (
            SELECT currency, (sum(booked) - sum(reserved))::bigint AS available,
                sum(reserved)::bigint AS pending
            FROM changes
            GROUP BY currency
            HAVING sum(seen) > 0
        )
        SELECT r.position, a.position, b.currency, b.available, b.pending
        FROM reached AS r
        CROSS JOIN at AS a
        LEFT JOIN balances AS b ON a.position <= r.position
        ORDER BY b.currency COLLATE "C"
        """
    }

    private static let positionSQL = sql(atPosition)
    private static let timeSQL = sql(atTime)

    static func read(
        _ user: UserKey,
        _ asOf: AsOf,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows =
            switch asOf {
            case .position(let position):
                try connection.execute(
                    positionSQL,
                    [.int64(user.rawValue), .int64(position.rawValue)]
                )
            case .time(let time):
                try connection.execute(timeSQL, [.int64(user.rawValue), .timestamp(time)])
            }
        guard let first = rows.first else { throw .decoding("balances gave no row") }
        let reached = ReadPosition(try first.int64(0))
        let position = ReadPosition(try first.int64(1))
        guard position <= reached else { return .refused(beyond(reached), at: reached) }
        var entries: [BalanceEntry] = []
        for row in rows where !row.isNull(2) { entries.append(try entry(row, user, position)) }
        return .found(BalancesView(entries).answer(at: reached))
    }

    private static func beyond(_ reached: ReadPosition) -> ParameterRefusal {
        ParameterRefusal(
            parameter: "at",
            detail: "must be at most \(reached.rawValue), the last position that is known here"
        )
    }

    private static func entry(
        _ row: Row,
        _ user: UserKey,
        _ position: ReadPosition
    ) throws(PostgresError) -> BalanceEntry {
        guard let currency = CurrencyCode(try row.string(2)) else {
            throw .decoding("read.transactions.currency is no currency code")
        }
        return BalanceEntry(
            user: user,
            currency: currency,
            available: try row.int64(3),
            pending: try row.int64(4),
            position: position
        )
    }
}

import Model
import Postgres

/// A user's transfers, newest first: those that moved money, and those that are pending or ended
/// without; or only those of one status.
///
/// Index scans that each stop after skip + limit rows, so the cost does not grow with what the user
/// has. A posted transfer is in both tables under one id, so as many rows of each are enough. One
/// that is pending is expired from its deadline on, though its row says so only once it is swept.
enum TransactionsQuery {
    private static let allSQL = sql(
        """
        SELECT * FROM (
            SELECT * FROM (\(moved())) AS own
            UNION ALL
            SELECT * FROM (\(reserved())) AS reserved WHERE status <> 'posted'
        ) AS a
        """
    )

    /// A subquery in place of a join, so that it is asked of each row that the scan comes by, and of
    /// no others: one more for each that was reversed.
    private static let postedSQL = sql(
        """
        SELECT * FROM (
            \(moved("AND (SELECT transfer_id FROM read.reversals WHERE transfer_id = id) IS NULL"))
        ) AS own
        """
    )

    // The state is in the text, so that the plan knows that a partial index has all such rows.
    private static let pendingSQL = sql(
        reservedOnly("AND state = 'pending' AND \(Deadline.isToCome)")
    )
    private static let voidedSQL = sql(reservedOnly("AND state = 'voided'"))

    /// The overdue ones are few, and found by their deadlines; the fence keeps the plan from looking
    /// for them among all that are pending.
    private static let expiredSQL = sql(
        """
        \(reservedOnly("AND state = 'expired'"))
        UNION ALL
        \(reservedOnly("AND state = 'pending' AND \(Deadline.isPast)", fence: "OFFSET 0"))
        """
    )

    private static func reservedOnly(_ condition: String, fence: String = "") -> String {
        "SELECT * FROM (\(reserved(condition, fence: fence))) AS reserved"
    }

    private static let reversedSQL = sql(
        """
        SELECT t.id, type, sender_id, receiver_id, amount, currency, memo, status, recorded_at,
            NULL::timestamptz AS expires_at
        FROM (\(bothSides("SELECT transfer_id AS id FROM read.reversals"))) AS taken_back
        JOIN read.transactions AS t ON t.id = taken_back.id
        """
    )

    /// What moved money.
    private static func moved(_ condition: String = "") -> String {
        bothSides(
            """
            SELECT id, type, sender_id, receiver_id, amount, currency, memo, status, recorded_at,
                NULL::timestamptz AS expires_at
            FROM read.transactions
            """,
            condition
        )
    }

    /// What was reserved, with what became of it; a deadline counts while it is pending.
    private static func reserved(_ condition: String = "", fence: String = "") -> String {
        bothSides(
            """
            SELECT transfer_id AS id, 'transfer' AS type, sender_id, receiver_id, amount, currency,
                memo,
                CASE WHEN state = 'pending' AND \(Deadline.isPast) THEN 'expired' ELSE state END
                    AS status,
                created_at AS recorded_at,
                CASE WHEN state = 'pending' AND \(Deadline.isToCome) THEN expires_at END
                    AS expires_at
            FROM read.pending_transfers
            """,
            condition,
            fence: fence
        )
    }

    /// The newest rows of either side.
    private static func bothSides(
        _ select: String,
        _ condition: String = "",
        fence: String = ""
    ) -> String {
        ["sender_id", "receiver_id"].map { side in
            """
            (SELECT * FROM (\(select) WHERE \(side) = $1 \(condition) \(fence)) AS one_side
             ORDER BY id DESC LIMIT $2 + $3)
            """
        }.joined(separator: " UNION ALL ")
    }

    /// The next deadline of what is pending: in each list it may change what is on a page.
    private static let nextDeadline = """
        least(\(["sender_id", "receiver_id"].map { side in
            """
            (SELECT min(expires_at) FROM read.pending_transfers
             WHERE \(side) = $1 AND state = 'pending' AND \(Deadline.isToCome))
            """
        }.joined(separator: ", ")))
        """

    private static let deadlineColumn = 13

    private static func sql(_ candidates: String) -> String {
        """
        WITH page AS (
            \(candidates)
            ORDER BY id DESC
            OFFSET $2 LIMIT $3
        )
        SELECT c.position, p.id, p.type, p.sender_id, p.receiver_id, s.username, r.username,
            p.amount, p.currency, p.memo,
            CASE WHEN v.transfer_id IS NULL THEN p.status ELSE 'reversed' END, p.expires_at,
            p.recorded_at, c.valid_until
        FROM (
            SELECT coalesce(
                    (SELECT position FROM read.checkpoints WHERE name = 'transactions'), 0
                ) AS position,
                \(nextDeadline) AS valid_until
        ) AS c
        LEFT JOIN page AS p ON true
        LEFT JOIN read.reversals AS v ON v.transfer_id = p.id
        LEFT JOIN people.people AS s ON s.user_id = p.sender_id
        LEFT JOIN people.people AS r ON r.user_id = p.receiver_id
        ORDER BY p.id DESC
        """
    }

    static func read(
        _ user: UserID,
        _ status: TransactionStatus?,
        _ page: Page,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let arguments = ListReader.arguments(user.rawValue, page)
        let rows =
            switch status {
            case nil: try connection.execute(allSQL, arguments)
            case .posted: try connection.execute(postedSQL, arguments)
            case .reversed: try connection.execute(reversedSQL, arguments)
            case .pending: try connection.execute(pendingSQL, arguments)
            case .voided: try connection.execute(voidedSQL, arguments)
            case .expired: try connection.execute(expiredSQL, arguments)
            }
        return try ListReader.answer(rows, limit: page.limit, validUntil: deadlineColumn) {
            (row, json) throws(PostgresError) in
            try TransactionView(row).write(to: &json)
        }
    }
}

import Model
import Postgres

/// A user's transfers, newest first: transfers that moved money, and those that are pending or
/// ended without moving any; or only those of one status. `$3`: the user.
///
/// Index scans that each stop after as many rows as the page and those before it have, so the cost
/// does not grow with the user's history. A posted transfer is in both tables under one id, so that
/// many rows of each are enough. A pending transfer is expired from its deadline on, though its row
/// says so only once it is swept.
extension Listing {
    /// The types of transfers.
    package static let transferTypes = [
        "transfer", "opening_grant", "payment", "refund", "reversal", "exchange", "stock",
        "adjustment_refund",
    ]

    /// Those of one status, or all.
    static func transactions(_ status: TransactionStatus?) -> Listing {
        switch status {
        case nil: transactions
        case .posted: posted
        case .reversed: reversed
        case .pending: pending
        case .voided: voided
        case .expired: expired
        }
    }

    /// All transfers of a user.
    package static let transactions = Listing(
        .transactions,
        [
            .column("id", .identifier), .column("type", .words(transferTypes)),
            .column("sender_id", .account), .column("receiver_id", .account),
            .nullable("sender", .text("alice"), joined: name(of: "sender", as: "s")),
            .nullable("receiver", .text("bob"), joined: name(of: "receiver", as: "o")),
            .column("amount", .integer(1...Int64.max, example: 1_250)),
            .column("currency", .currency), .nullable("memo", .text("Lunch")),
            .column(
                "status",
                .words(TransactionStatus.allCases.map(\.rawValue)),
                of: "status",
                joined: "CASE WHEN v.transfer_id IS NULL THEN r.status ELSE 'reversed' END"
            ),
            .nullable("expires_at", .time, "While it is pending: when its money is free again."),
            .column("timestamp", .time, of: "recorded_at"),
        ],
        from: """
            (SELECT * FROM (\(moved())) AS own
             UNION ALL
             SELECT * FROM (\(reserved())) AS reserved WHERE status <> 'posted') AS a
            """,
        by: [.descending("id")],
        joined: """
            LEFT JOIN read.reversals AS v ON v.transfer_id = r.id
            LEFT JOIN people.people AS s ON s.user_id = r.sender_id
            LEFT JOIN people.people AS o ON o.user_id = r.receiver_id
            """,
        validUntil: nextDeadline
    )

    /// One transfer of a user; `$4`: the transfer.
    static let transfer = transactions.only("id = $4")

    /// One transfer, whoever sent it; `$4`: the transfer.
    static let anyTransfer = transactions.only(
        "id = $4",
        of: """
            (SELECT sender_id FROM read.transactions WHERE id = $4
             UNION SELECT sender_id FROM read.pending_transfers WHERE transfer_id = $4)
            """
    )

    /// A subquery in place of a join, so that it runs only for the rows that the scan reads: one
    /// more row for each transfer that was reversed.
    private static let posted = transactions.reading(
        from: """
            (\(moved("AND (SELECT transfer_id FROM read.reversals WHERE transfer_id = id) IS NULL")))
            AS own
            """
    )

    // The state is in the text, so that the plan knows that a partial index has all such rows.
    private static let pending = transactions.reading(
        from: "(\(reserved("AND state = 'pending' AND \(Deadline.isToCome)"))) AS reserved"
    )
    private static let voided = transactions.reading(
        from: "(\(reserved("AND state = 'voided'"))) AS reserved"
    )

    /// Overdue transfers are few, and found by their deadlines; the fence keeps the plan from
    /// searching all pending transfers for them.
    private static let expired = transactions.reading(
        from: """
            (SELECT * FROM (\(reserved("AND state = 'expired'"))) AS swept
             UNION ALL
             SELECT * FROM (
                \(reserved("AND state = 'pending' AND \(Deadline.isPast)", fence: "OFFSET 0"))
             ) AS overdue) AS ended
            """
    )

    private static let reversed = transactions.reading(
        from: """
            (SELECT t.id, type, sender_id, receiver_id, amount, currency, memo, status, recorded_at,
                NULL::timestamptz AS expires_at
             FROM (\(bothSides("SELECT transfer_id AS id FROM read.reversals"))) AS taken_back
             JOIN read.transactions AS t ON t.id = taken_back.id) AS own
            """
    )

    /// Transfers that moved money.
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

    /// Transfers that were pending first, with how they ended; a deadline counts until then.
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
            (SELECT * FROM (\(select) WHERE \(side) = $3 \(condition) \(fence)) AS one_side
             WHERE \(isAfterCursor) ORDER BY id DESC LIMIT $1 + $2)
            """
        }.joined(separator: " UNION ALL ")
    }

    /// The next deadline of the pending ones: in each list it may change the rows of a page.
    private static let nextDeadline = """
        least(\(["sender_id", "receiver_id"].map { side in
            """
            (SELECT min(expires_at) FROM read.pending_transfers
             WHERE \(side) = $3 AND state = 'pending' AND \(Deadline.isToCome))
            """
        }.joined(separator: ", ")))
        """

    private static func name(of side: String, as person: String) -> String {
        SystemAccount.name(of: "r.\(side)_id", orUser: "\(person).username")
    }
}

import Model
import Postgres

/// A user's transfers, newest first by the time that each shows: of the movement of its money, or
/// of its reservation while none was moved. `$3`: the user; a filter's parameters follow.
///
/// `place` is the position of that event, so that no two rows have the same. Index scans each stop
/// after as many rows as the page and those before it have, so the cost does not grow with the
/// user's history. A pending transfer is expired from its deadline on, though its row says so only
/// once it is swept.
extension Listing {
    /// The types of transfers.
    package static let transferTypes = [
        "transfer", "opening_grant", "payment", "refund", "reversal", "exchange", "stock",
        "adjustment_refund",
    ]

    /// The transfers that a filter asks for.
    static func transactions(_ filter: TransactionFilter) -> Listing {
        let selection = Selection(status: filter.status, shape: filter.shape)
        return selections[selection] ?? transactions
    }

    private struct Selection: Hashable {
        let status: TransactionStatus?
        let shape: TransactionFilter.Shape

        /// What only a look at a row shows; nil if an index finds all that are asked for.
        var looked: String? {
            let reversal = "(SELECT transfer_id FROM read.reversals WHERE transfer_id = seen.id)"
            let filter = shape == .plain ? [] : [TransactionFilter.looked]
            // A subquery in place of a join, so that it runs only for the rows that the scan reads.
            let conditions =
                switch status {
                case .posted: filter + ["\(reversal) IS NULL"]
                case .reversed: filter + ["\(reversal) IS NOT NULL"]
                case nil, .pending, .voided, .expired: filter
                }
            return conditions.isEmpty ? nil : conditions.joined(separator: " AND ")
        }
    }

    /// Statements of their own, so that each has the plan that suits it.
    private static let selections: [Selection: Listing] = {
        let statuses = [nil] + TransactionStatus.allCases.map(Optional.some)
        let all = TransactionFilter.Shape.allCases.flatMap { shape in
            statuses.map { Selection(status: $0, shape: shape) }
        }
        return Dictionary(
            uniqueKeysWithValues: all.map { selection in
                let parts = parts(selection.status, selection.shape)
                let listing = transactions.reading(
                    from: "(\(newest(parts, selection))) AS own",
                    scanEnd: scanEnd(selection)
                )
                return (selection, listing)
            }
        )
    }()

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
            .nullable("order_id", .identifier, "The order that it pays or refunds."),
            .nullable(
                "reverses",
                .identifier,
                joined: "w.transfer_id",
                "The transfer that it takes back."
            ),
            .nullable(
                "reversed_by",
                .identifier,
                joined: "v.reversal_id",
                "The transfer that took it back."
            ),
            .nullable("exchange_id", .identifier, "The sale, in both transfers of an exchange."),
            .nullable(
                "rate",
                .text("0.0108"),
                "Of an exchange: what one unit of the sold currency cost in the bought one."
            ),
            .reference, .metadata,
        ],
        from: "(\(newest(parts(nil, .plain), Selection(status: nil, shape: .plain)))) AS own",
        by: [.descending("place")],
        joined: """
            LEFT JOIN read.reversals AS v ON v.transfer_id = r.id
            LEFT JOIN read.reversals AS w ON w.reversal_id = r.id
            LEFT JOIN people.people AS s ON s.user_id = r.sender_id
            LEFT JOIN people.people AS o ON o.user_id = r.receiver_id
            """,
        validUntil: nextDeadline
    )

    /// One transfer of a user; `$4`: the transfer.
    static let transfer = transactions.only("id = $4")

    /// One transfer of any user; `$4`: the transfer.
    static let anyTransfer = transactions.only(
        "id = $4",
        of: """
            (SELECT sender_id FROM read.transactions WHERE id = $4
             UNION SELECT sender_id FROM read.pending_transfers WHERE transfer_id = $4)
            """
    )

    /// The rows of each table and side, which an index has in the order of the list.
    private static func parts(
        _ status: TransactionStatus?,
        _ shape: TransactionFilter.Shape
    ) -> [String] {
        switch status {
        case nil: moved(shape) + reserved(shape)
        case .posted: moved(shape)
        // Few reversals are read and sorted; if there are many, they are found among the movements.
        case .reversed: reversed(shape) + manyReversed(shape)
        // The state is in the text, so that the plan knows that a partial index has all such rows.
        case .pending: reserved(shape, "AND state = 'pending' AND \(Deadline.isToCome)")
        case .voided: reserved(shape, "AND state = 'voided'")
        // Overdue transfers are few, and found by their deadlines; the fence keeps the plan from
        // searching all pending transfers for them.
        case .expired:
            reserved(shape, "AND state = 'expired'")
                + reserved(shape, "AND state = 'pending' AND \(Deadline.isPast)", fence: "OFFSET 0")
        }
    }

    /// A page looks at this many rows of each part before it ends: 0.3 s at 3 µs each.
    package static let mostLookedAt = 50_000

    /// The newest rows of all parts.
    private static func newest(_ parts: [String], _ selection: Selection) -> String {
        parts.map { part in
            let rows = "SELECT * FROM (\(part)) AS part WHERE \(isAfterCursor) ORDER BY place DESC"
            guard let looked = selection.looked else { return "(\(rows) LIMIT $1 + $2)" }
            let seen = TransactionFilter.ofEach(selection.shape, "\(rows) LIMIT \(mostLookedAt)")
            return """
                (SELECT * FROM (\(seen)) AS seen
                 WHERE \(looked) ORDER BY place DESC LIMIT $1 + $2)
                """
        }.joined(separator: " UNION ALL ")
    }

    /// Where the first part ends that has more rows than a page looks at.
    private static func scanEnd(_ selection: Selection) -> String? {
        guard selection.looked != nil else { return nil }
        // Few reversals are all looked at.
        let parts =
            selection.status == .reversed
            ? manyReversed(selection.shape) : parts(selection.status, selection.shape)
        let ends = parts.map { part in
            TransactionFilter.ofEach(
                selection.shape,
                """
                SELECT place FROM (\(part)) AS part WHERE \(isAfterCursor)
                ORDER BY place DESC OFFSET \(mostLookedAt - 1) LIMIT 1
                """
            )
        }
        return
            "SELECT max(place) FROM (\(ends.map { "(\($0))" }.joined(separator: " UNION ALL "))) AS ends"
    }

    private static let movedColumns = """
        t.id, t.type, t.sender_id, t.receiver_id, t.amount, t.currency, t.memo, t.status,
        t.recorded_at, NULL::timestamptz AS expires_at, t.order_id, t.exchange_id, t.rate,
        t.reference, t.metadata, t.position AS place
        """

    /// Transfers that moved money.
    private static func moved(
        _ shape: TransactionFilter.Shape,
        _ condition: (TransactionFilter.Side) -> String = { _ in "" }
    ) -> [String] {
        TransactionFilter.Side.allCases.map { side in
            """
            SELECT \(movedColumns) FROM read.transactions AS t
            WHERE t.\(side.column) = $3 \(condition(side))
                \(TransactionFilter.found(shape, side, position: "position"))
            """
        }
    }

    /// Reads all of the user's reversals, if they are few: they have the order of the reservations,
    /// not of the movements.
    private static func reversed(_ shape: TransactionFilter.Shape) -> [String] {
        TransactionFilter.Side.allCases.map { side in
            """
            SELECT \(movedColumns)
            FROM (SELECT transfer_id FROM read.reversals WHERE \(side.column) = $3) AS taken_back
            JOIN read.transactions AS t ON t.id = taken_back.transfer_id
            WHERE \(hasFewReversals(side))
                \(TransactionFilter.found(shape, side, position: "position"))
            """
        }
    }

    /// The movements of a user with many reversals.
    private static func manyReversed(_ shape: TransactionFilter.Shape) -> [String] {
        moved(shape) { "AND NOT \(hasFewReversals($0))" }
    }

    /// Whether the user has fewer reversals on that side than a page looks at; each part of a
    /// statement finds it once.
    private static func hasFewReversals(_ side: TransactionFilter.Side) -> String {
        """
        (SELECT count(*) < \(mostLookedAt) FROM (
            SELECT FROM read.reversals WHERE \(side.column) = $3 LIMIT \(mostLookedAt)
        ) AS seen)
        """
    }

    /// Transfers that were pending first and have moved no money; a deadline counts until they end.
    private static func reserved(
        _ shape: TransactionFilter.Shape,
        _ condition: String = "",
        fence: String = ""
    ) -> [String] {
        TransactionFilter.Side.allCases.map { side in
            let isAsked = TransactionFilter.found(shape, side, position: "transfer_id")
            return """
                SELECT transfer_id AS id, 'transfer' AS type, sender_id, receiver_id, amount, currency,
                    memo,
                    CASE WHEN state = 'pending' AND \(Deadline.isPast) THEN 'expired' ELSE state END
                        AS status,
                    created_at AS recorded_at,
                    CASE WHEN state = 'pending' AND \(Deadline.isToCome) THEN expires_at END
                        AS expires_at,
                    NULL::bigint AS order_id, NULL::bigint AS exchange_id, NULL::text AS rate,
                    reference, metadata, transfer_id AS place
                FROM read.pending_transfers
                WHERE \(side.column) = $3 AND state <> 'posted' \(condition) \(isAsked) \(fence)
                """
        }
    }

    /// The next deadline of the pending ones: in each list it may change the rows of a page.
    private static let nextDeadline = """
        least(\(TransactionFilter.Side.allCases.map { side in
            """
            (SELECT min(expires_at) FROM read.pending_transfers
             WHERE \(side.column) = $3 AND state = 'pending' AND \(Deadline.isToCome))
            """
        }.joined(separator: ", ")))
        """

    private static func name(of side: String, as person: String) -> String {
        SystemAccount.name(of: "r.\(side)_id", orUser: "\(person).username")
    }
}

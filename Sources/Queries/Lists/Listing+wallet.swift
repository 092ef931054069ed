import Model
import Postgres
import Text

/// System accounts, as they are shown to others.
package enum SystemAccount {
    /// The numbers are those of the system accounts in the log.
    private static let names: [(account: AccountID, name: String)] = [
        (.house, "house"), (.sales, "sales"), (.liquidity, "liquidity"),
    ]

    /// Whether a system account is shown under this name, so that no user may have it.
    package static func isNamed(_ name: String) -> Bool {
        names.contains { $0.name == name }
    }

    /// SQL: the system accounts that are shown under a name.
    static func accounts(named name: String) -> String {
        let rows = names.map { "(\($0.account), '\($0.name)')" }.joined(separator: ", ")
        return "SELECT id FROM (VALUES \(rows)) AS system (id, name) WHERE name = \(name)"
    }

    /// SQL: the name of a system account, or the user name, which is null once the person's data is
    /// gone.
    static func name(of account: String, orUser username: String) -> String {
        let cases = names.map { "WHEN \($0.account) THEN '\($0.name)'" }.joined(separator: " ")
        return "CASE \(account) \(cases) ELSE \(username) END"
    }
}

/// A user's holds and refunds.
extension Listing {
    private static let isOver = "state = 'held' AND \(Deadline.isPast)"

    /// A user's holds, newest first; `$3`: the user.
    ///
    /// An expired hold changed at its deadline, not when the event was written: so the event
    /// changes nothing in the list.
    package static let holds = Listing(
        .holds,
        [
            .column("id", .identifier, of: "hold_id"), .column("slot_id", .identifier),
            .column(
                "state",
                .words(["held", "confirmed", "cancelled", "expired"]),
                of: "CASE WHEN \(isOver) THEN 'expired' ELSE state END"
            ),
            .column("expires_at", .time), .column("created_at", .time),
            .column(
                "updated_at",
                .time,
                of: "CASE WHEN state = 'expired' OR \(isOver) THEN expires_at ELSE updated_at END"
            ),
            .reference, .metadata,
        ],
        from: "read.holds",
        where: "user_id = $3",
        by: [.descending("hold_id")],
        validUntil: """
            (SELECT min(expires_at) FROM read.holds
             WHERE user_id = $3 AND state = 'held' AND \(Deadline.isToCome))
            """
    )

    /// A user's holds with a reference; `$3`: the user, `$4`: the reference.
    static let holdsByReference = holds.reading(
        from: "read.holds",
        where: "user_id = $3 AND reference = $4"
    )

    /// One hold; `$3`: who asks, `$4`: the hold, `$5`: whether others' holds may be seen.
    static let hold = holds.reading(
        from: "read.holds",
        where: "hold_id = $4 AND (user_id = $3 OR $5)"
    )

    /// Refunds to a user in the last days, by currency: of orders, and adjustments with that
    /// reason; `$3`: the user, `$4`: days.
    ///
    /// Reads every transfer to the account by index.
    private static let refunds = Listing(
        .transactions,
        [
            .column("currency", .currency), .column("amount", .total(example: 500)),
            .column("count", .count),
        ],
        from: """
            (SELECT currency, sum(amount)::text AS amount, count(*) AS count
             FROM read.transactions
             WHERE receiver_id = $3 AND type IN ('refund', 'adjustment_refund')
                AND recorded_at > now() - $4 * interval '1 day'
             GROUP BY currency) AS sums
            """,
        by: [.ascending("currency COLLATE \"C\"")]
    )

    /// `{"days":7,"refunds":[{"currency":"RUB","amount":500,"count":1}]}`.
    static func readRefunds(
        _ user: UserID,
        days: Int,
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        let arguments: [Argument] = [.int64(user.rawValue), .int32(Int32(days))]
        let result = try refunds.read(nil, arguments, connection)
        guard case .found(let list) = result else { return result }
        var json = JSONWriter()
        json.object { json in
            json.member("days", days)
            json.member("refunds", raw: list.body)
        }
        return .found(Answer(body: json.bytes, position: list.position))
    }
}

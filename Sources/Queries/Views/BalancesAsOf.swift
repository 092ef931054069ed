import Model
import Postgres

/// A user's balances at an earlier moment, in every currency that the user had held by then.
///
/// The position that it is as of always ends a command, so there is never half of one: a position
/// inside a command means the end of the command before, and a time means the last event that was
/// recorded until then. A transfer counts from its debit on. A pending transfer is set aside from
/// `transfer.reserved` up to its end and, at a time, up to its deadline.
///
/// Reads every transfer of the account up to then by index.
enum BalancesAsOfQuery {
    private static let positionSQL = sql(
        at: "SELECT read.whole_until(least($2::bigint, position)) AS position FROM reached"
    )
    private static let timeSQL = sql(
        at: "SELECT read.recorded_until($2) AS position",
        reserved: "AND expires_at > $2"
    )

    /// `seen` counts the transfers: a currency without any is not shown.
    private static func sql(at: String, reserved: String = "") -> String {
        """
        WITH reached AS (
            SELECT \(Listing.position(of: .transactions)) AS position
        ), at AS (
            \(at)
        ), changes AS (
            SELECT currency, -sum(amount) AS booked, 0 AS reserved, count(*) AS seen
            FROM read.transactions
            WHERE sender_id = $1 AND position <= (SELECT position FROM at)
            GROUP BY currency
            UNION ALL
            SELECT currency, sum(amount), 0, count(*)
            FROM read.transactions
            WHERE receiver_id = $1 AND position <= (SELECT position FROM at)
            GROUP BY currency
            UNION ALL
            SELECT currency, 0, amount, 1
            FROM read.pending_transfers
            WHERE sender_id = $1 AND transfer_id < (SELECT position FROM at)
                AND (ended_position IS NULL OR ended_position > (SELECT position FROM at))
                \(reserved)
            -- A wallet that no money has come to yet.
            UNION ALL
            SELECT currency, 0, 0, 1
            FROM read.account_opened($1)
            WHERE position <= (SELECT position FROM at)
        ), balances AS (
            SELECT currency, (sum(booked) - sum(reserved))::bigint AS available,
                sum(reserved)::bigint AS pending
            FROM changes
            GROUP BY currency
            HAVING sum(seen) > 0
        )
        SELECT r.position, a.position, e.position, e.recorded_at, b.currency, b.available, b.pending
        FROM reached AS r
        CROSS JOIN at AS a
        LEFT JOIN read.log_end() AS e ON true
        LEFT JOIN balances AS b ON a.position <= r.position
        ORDER BY b.currency COLLATE "C"
        """
    }

    private static let currencyColumn = 4

    /// `closed`: how far the node knows the log beyond the snapshot.
    static func read(
        _ user: UserID,
        _ asOf: AsOf,
        _ closed: ClosedMoment,
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        let moment: Argument =
            switch asOf {
            case .position(let position): .int64(position.rawValue)
            case .time(let time): .timestamp(time)
            }
        let rows =
            switch asOf {
            case .position: try connection.execute(positionSQL, [.int64(user.rawValue), moment])
            case .time: try connection.execute(timeSQL, [.int64(user.rawValue), moment])
            }
        guard let first = rows.first else { throw .decoding("balances gave no row") }
        let reached = LogPosition(try first.int64(0))
        let position = LogPosition(try first.int64(1))
        switch asOf {
        case .position(let asked):
            guard asked <= reached else { return .lacking(until: asked, at: reached) }
        case .time(let time):
            let recorded = RecordedBefore(
                time: time + 1,
                last: position,
                reached: reached,
                end: try end(first)
            )
            if let lack = recorded.lack(closed) { return .lacking(until: lack, at: reached) }
        }
        var balances: [BalanceRow] = []
        for row in rows where !row.isNull(currencyColumn) {
            balances.append(try balance(row, user, position))
        }
        return .found(BalanceView.answer(balances, at: reached, asOf: position))
    }

    private static func end(
        _ row: Row
    ) throws(PostgresError) -> (position: LogPosition, recordedAt: Int64)? {
        guard !row.isNull(2) else { return nil }
        return (LogPosition(try row.int64(2)), try row.timestamp(3))
    }

    private static func balance(
        _ row: Row,
        _ user: UserID,
        _ position: LogPosition
    ) throws(PostgresError) -> BalanceRow {
        guard let currency = Currency(try row.string(currencyColumn)) else {
            throw .decoding("read.transactions.currency is no currency code")
        }
        return BalanceRow(
            account: AccountID(of: user),
            currency: currency,
            available: try row.int64(5),
            pending: try row.int64(6),
            position: position
        )
    }
}

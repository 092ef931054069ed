import Model
import Postgres

/// The movements of a user's account in one currency and period: booked money, so a pending
/// transfer is in it at the time when it was posted.
///
/// It is returned once it holds everything that was recorded before the end of the period, so that
/// it never changes. Reads every transfer of the account up to the end of the period by index.
enum StatementQuery {
    /// Lines that are read at a time; a statement with more of them is sent in parts.
    static let limit = 10_000

    /// Lines come in the order in which the money moved.
    private static let sql = """
        WITH lines AS (
            (SELECT id, type, receiver_id AS counterparty_id, -amount AS amount, memo, recorded_at,
                position, order_id, exchange_id, rate, reference
             FROM read.transactions
             WHERE sender_id = $1 AND currency = $2 AND recorded_at >= $3 AND recorded_at < $4
                AND position > $7
             ORDER BY position LIMIT $5)
            UNION ALL
            (SELECT id, type, sender_id, amount, memo, recorded_at, position, order_id, exchange_id,
                rate, reference
             FROM read.transactions
             WHERE receiver_id = $1 AND currency = $2 AND recorded_at >= $3 AND recorded_at < $4
                AND position > $7
             ORDER BY position LIMIT $5)
        ), opening AS (
            SELECT (
                (SELECT coalesce(sum(amount), 0)
                 FROM read.transactions
                 WHERE receiver_id = $1 AND currency = $2 AND recorded_at < $3 AND $7 = 0)
                - (SELECT coalesce(sum(amount), 0)
                   FROM read.transactions
                   WHERE sender_id = $1 AND currency = $2 AND recorded_at < $3 AND $7 = 0)
            )::bigint AS balance
        )
        SELECT c.position, o.balance, l.id, l.type, l.counterparty_id, \(counterparty), l.amount, l.memo,
            l.recorded_at, (SELECT read.recorded_until($6)), e.position, e.recorded_at,
            l.order_id, w.transfer_id, v.reversal_id, l.exchange_id, l.rate, l.position, l.reference
        FROM (SELECT \(Listing.position(of: .transactions)) AS position) AS c
        CROSS JOIN opening AS o
        LEFT JOIN read.log_end() AS e ON true
        LEFT JOIN lines AS l ON true
        LEFT JOIN read.reversals AS v ON v.transfer_id = l.id
        LEFT JOIN read.reversals AS w ON w.reversal_id = l.id
        LEFT JOIN people.people AS n ON n.user_id = l.counterparty_id
        ORDER BY l.position
        """

    private static let counterparty = SystemAccount.name(
        of: "l.counterparty_id",
        orUser: "n.username"
    )
    private static let lineColumn = 2
    private static let placeColumn = 17

    /// `closed`: how far the node knows the log beyond the snapshot; the period has an end.
    static func read(
        _ user: UserID,
        _ period: StatementPeriod,
        _ closed: ClosedMoment,
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        guard let to = period.to else { throw .misuse("a statement without an end") }
        let rows = try execute(user, period, to, after: 0, connection)
        guard let first = rows.first else { throw .decoding("a statement gave no row") }
        let recorded = try recordedBefore(to, first)
        if let lack = recorded.lack(closed) { return .lacking(until: lack, at: recorded.reached) }
        let (statement, place) = try statement(
            of: rows,
            period,
            to,
            opening: try first.int64(1),
            recorded.last
        )
        guard let place else { return .found(statement.answer(at: recorded.reached)) }
        let rest = StatementRest(user: user, statement: statement, place: place)
        return .found(statement.beginning(at: recorded.reached, rest: rest))
    }

    /// Reads the next part of a statement.
    ///
    /// What it holds was recorded before its end, so that it does not matter when it is read.
    static func read(
        _ rest: StatementRest,
        _ connection: Connection
    ) throws(PostgresError) -> StatementPart {
        let rows = try execute(rest.user, rest.period, rest.to, after: rest.place, connection)
        guard let first = rows.first, LogPosition(try first.int64(0)) >= rest.position else {
            throw .misuse("a read model that is behind a statement of it")
        }
        let (statement, place) = try statement(
            of: rows,
            rest.period,
            rest.to,
            opening: rest.balance,
            rest.position
        )
        let next = place.map { StatementRest(user: rest.user, statement: statement, place: $0) }
        return StatementPart(bytes: statement.continuation(isLast: next == nil), rest: next)
    }

    private static func execute(
        _ user: UserID,
        _ period: StatementPeriod,
        _ to: Int64,
        after place: Int64,
        _ connection: Connection
    ) throws(PostgresError) -> Rows {
        try connection.execute(
            sql,
            [
                .int64(user.rawValue), .text(period.currency.code), .timestamp(period.from),
                .timestamp(to), .int64(Int64(limit) + 1), .timestamp(to - 1), .int64(place),
            ]
        )
    }

    /// The lines as far as they are one part, and the place of the last one if more follow.
    private static func statement(
        of rows: Rows,
        _ period: StatementPeriod,
        _ to: Int64,
        opening: Int64,
        _ position: LogPosition
    ) throws(PostgresError) -> (statement: Statement, place: Int64?) {
        var lines: [StatementLine] = []
        lines.reserveCapacity(min(rows.count, limit))
        var balance = opening
        for row in rows.prefix(limit) where !row.isNull(lineColumn) {
            let (sum, overflow) = balance.addingReportingOverflow(try row.int64(6))
            if overflow { throw .decoding("the balances of a statement go beyond 64 bits") }
            balance = sum
            lines.append(try line(row, balance: balance))
        }
        let statement = Statement(
            period: period,
            to: to,
            openingBalance: opening,
            lines: lines,
            closingBalance: balance,
            position: position
        )
        guard rows.count > limit else { return (statement, nil) }
        return (statement, try rows[limit - 1].int64(placeColumn))
    }

    private static func recordedBefore(
        _ time: Int64,
        _ row: Row
    ) throws(PostgresError) -> RecordedBefore {
        RecordedBefore(
            time: time,
            last: LogPosition(try row.int64(9)),
            reached: LogPosition(try row.int64(0)),
            end: row.isNull(10) ? nil : (LogPosition(try row.int64(10)), try row.timestamp(11))
        )
    }

    private static func line(_ row: Row, balance: Int64) throws(PostgresError) -> StatementLine {
        StatementLine(
            id: try row.int64(2),
            timestamp: try row.timestamp(8),
            type: try row.string(3),
            counterparty: try row.int64(4),
            counterpartyName: try row.optionalString(5),
            amount: try row.int64(6),
            balance: balance,
            memo: try row.optionalString(7),
            reference: try row.optionalString(18),
            links: StatementLine.Links(
                order: try row.optionalInt64(12),
                reverses: try row.optionalInt64(13),
                reversedBy: try row.optionalInt64(14),
                exchange: try row.optionalInt64(15),
                rate: try row.optionalString(16)
            )
        )
    }
}

/// What an account had before and after a period, and its movements within.
struct Statement {
    let period: StatementPeriod
    /// The period's end, microseconds since 1970.
    let to: Int64
    /// Minor units, booked: pending transfers are not in it.
    let openingBalance: Int64
    /// In the order in which the money moved.
    let lines: [StatementLine]
    let closingBalance: Int64
    /// The last event that was recorded before the end, of any account.
    let position: LogPosition

    /// `reached`: how far the read model was.
    func answer(at reached: LogPosition) -> Answer {
        switch period.format {
        case .json: Answer(body: json, position: reached, asOf: position)
        case .csv(let form):
            Answer(
                body: csv(form),
                position: reached,
                media: .csv(fileName: fileName),
                asOf: position
            )
        }
    }
}

/// One movement on an account.
struct StatementLine {
    /// The transfer's id.
    let id: Int64
    /// When the money moved, in microseconds since 1970.
    let timestamp: Int64
    let type: String
    /// The account on the other side.
    let counterparty: Int64
    /// Nil once the person's data is gone.
    let counterpartyName: String?
    /// Minor units, below zero if the account paid.
    let amount: Int64
    /// The balance after it.
    let balance: Int64
    let memo: String?
    let reference: String?
    let links: Links

    /// What the movement belongs to, as in the list of transfers.
    struct Links {
        let order: Int64?
        let reverses: Int64?
        let reversedBy: Int64?
        let exchange: Int64?
        let rate: String?
    }
}

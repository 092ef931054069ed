import Postgres

/// What there has been in all, in the last 24 hours, and how far everything is.
///
/// The position that the answer carries is that of the totals.
enum OverviewQuery {
    /// What a row of the statement is about; raw values stand in its first column.
    enum Part: String {
        case model
        case counter
        case kind
        case hour
        case rates
    }

    private static let sql = """
        SELECT part, name, currency, count, amount, at, age_seconds
        FROM (
            SELECT 'model' AS part, c.name, NULL::text AS currency, c.position AS count,
                NULL::text AS amount, NULL::timestamptz AS at, NULL::bigint AS age_seconds
            FROM read.checkpoints AS c
            UNION ALL
            SELECT 'counter', t.name, NULL, t.count, NULL, NULL, NULL
            FROM read.counters AS t
            UNION ALL
            SELECT 'kind', k.type, k.currency, k.count, k.amount, NULL, NULL
            FROM read.transfer_totals AS k
            UNION ALL
            SELECT 'hour', NULL, NULL, coalesce(t.count, 0), NULL, h.hour, NULL
            FROM generate_series(
                date_trunc('hour', now(), 'UTC') - interval '23 hours',
                date_trunc('hour', now(), 'UTC'),
                interval '1 hour'
            ) AS h (hour)
            LEFT JOIN read.transaction_hours AS t ON t.hour = h.hour
            UNION ALL
            SELECT 'rates', NULL, NULL, coalesce(sum(json_array_length(r.quotes)), 0)::bigint,
                NULL, max(r.quoted_at),
                greatest(0, floor(extract(epoch FROM now() - max(r.quoted_at))))::bigint
            FROM read.rates AS r
        ) AS parts
        ORDER BY name COLLATE "C", currency COLLATE "C", at
        """

    /// `limit`: seconds after which a rate is stale.
    static func read(
        version: String,
        staleAfterSeconds limit: Int,
        _ progress: LogProgress,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        var view = OverviewView(version: version, rates: .none)
        for row in try connection.execute(sql) {
            let word = try row.string(0)
            guard let part = Part(rawValue: word) else {
                throw .decoding("\(word) is no part of an overview")
            }
            let count = try row.int64(3)
            switch part {
            case .model:
                view.models.append(OverviewView.Model(name: try row.string(1), position: count))
            case .counter: view.counters[try row.string(1)] = count
            case .kind:
                let kind = OverviewView.Kind(
                    type: try row.string(1),
                    currency: try row.string(2),
                    count: count,
                    amount: try row.string(4)
                )
                view.kinds.append(kind)
            case .hour:
                view.hours.append(OverviewView.Hour(start: try row.timestamp(5), count: count))
            case .rates:
                view.rates = OverviewView.Rates(
                    count: count,
                    quotedAt: try row.optionalTimestamp(5),
                    isStale: try row.optionalInt64(6).map { $0 > Int64(limit) } ?? false
                )
            }
        }
        return .found(view.answer(progress))
    }
}

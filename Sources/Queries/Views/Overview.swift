import Model
import Postgres
import Text

/// Totals since the beginning, transfers of the last 24 hours, and how far everything is.
///
/// The position that the answer carries is that of the totals.
enum OverviewQuery {
    /// The subject of a row of the statement; raw values are in its first column.
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
    ) throws(PostgresError) -> QueryResult {
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

/// The overview's JSON.
struct OverviewView {
    /// A read model and how far it is.
    struct Model {
        let name: String
        let position: Int64
    }

    /// Transfers of one type and currency.
    struct Kind {
        let type: String
        let currency: String
        let count: Int64
        /// Minor units in decimal digits: more than 64 bits may hold.
        let amount: String
    }

    struct Hour {
        /// Microseconds since 1970.
        let start: Int64
        let count: Int64
    }

    struct Rates {
        let count: Int64
        /// Of the newest quote, in microseconds since 1970.
        let quotedAt: Int64?
        let isStale: Bool

        static let none = Rates(count: 0, quotedAt: nil, isStale: false)
    }

    let version: String
    /// By name; a thing that was never made has no counter.
    var counters: [String: Int64] = [:]
    var kinds: [Kind] = []
    var hours: [Hour] = []
    var models: [Model] = []
    var rates: Rates

    /// As of the position of the totals.
    func answer(_ progress: LogProgress) -> Answer {
        let position = models.first { $0.name == ReadModel.totals.rawValue }?.position ?? 0
        var json = JSONWriter(capacity: 4_096)
        json.object { json in
            json.member("position", position)
            json.member("version", version)
            writeTotals(to: &json)
            writeKinds(to: &json)
            writeHours(to: &json)
            writeModels(progress, to: &json)
            json.object("rates") { json in
                json.member("count", rates.count)
                json.member("quoted_at", timestamp: rates.quotedAt)
                json.member("stale", rates.isStale)
            }
        }
        return Answer(body: json.bytes, position: LogPosition(position))
    }

    private func writeTotals(to json: inout JSONWriter) {
        json.object("totals") { json in
            json.member("users", counters["users"] ?? 0)
            json.member("transfers", kinds.map(\.count).reduce(0, +))
            json.member("holds", counters["holds"] ?? 0)
            json.member("orders", counters["orders"] ?? 0)
        }
    }

    private func writeKinds(to json: inout JSONWriter) {
        json.array("kinds") { json in
            for kind in kinds {
                json.object { json in
                    json.member("type", kind.type)
                    json.member("currency", kind.currency)
                    json.member("count", kind.count)
                    json.member("amount", raw: Array(kind.amount.utf8))
                }
            }
        }
    }

    private func writeHours(to json: inout JSONWriter) {
        json.array("hours") { json in
            for hour in hours {
                json.object { json in
                    json.member("hour", timestamp: hour.start)
                    json.member("count", hour.count)
                }
            }
        }
    }

    /// The log's end is the known one, or the position of the foremost read model.
    private func writeModels(_ progress: LogProgress, to json: inout JSONWriter) {
        let end = max(progress.end.rawValue, models.map(\.position).max() ?? 0)
        json.array("read_models") { json in
            for model in models {
                let seconds = ReadModel(rawValue: model.name).map { progress.lagSeconds[$0] } ?? 0
                json.object { json in
                    json.member("name", model.name)
                    json.member("position", model.position)
                    json.member("lag_events", end - model.position)
                    json.member("lag_seconds", model.position < end ? seconds : 0)
                }
            }
        }
    }
}

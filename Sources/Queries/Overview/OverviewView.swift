import Model
import Postgres
import Text

/// The whole of Tally at a glance.
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
    /// By name; what was never made is not there.
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

    /// The log's end is as known, or is what the first read model has reached since.
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

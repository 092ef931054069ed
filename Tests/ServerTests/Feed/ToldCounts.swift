import Postgres

@testable import Runtime
@testable import Text

/// The sum of the public counts, as a reader adds them up.
struct ToldCounts: Equatable {
    struct Total: Equatable {
        var count: Int64 = 0
        var amount: Int64 = 0
    }

    /// The counts by the frame's member, without zeros.
    var topics: [String: Int64] = [:]
    /// The totals by type and currency.
    var kinds: [String: Total] = [:]

    init() {}

    /// Parses a frame's data.
    init(parsing data: String) throws {
        let object = try JSONObject(Array(data.utf8))
        for name in ["transactions", "holds", "orders"] {
            guard case .integer(let count)? = object[name] else { throw Complaint(data) }
            if count > 0 { topics[name] = count }
        }
        guard case .array(let kinds)? = object["kinds"] else { throw Complaint(data) }
        for kind in kinds {
            guard case .object(let kind) = kind, case .string(let type)? = kind["type"],
                case .string(let currency)? = kind["currency"],
                case .integer(let count)? = kind["count"],
                case .integer(let amount)? = kind["amount"]
            else { throw Complaint(data) }
            guard self.kinds["\(type) \(currency)"] == nil else { throw Complaint(data) }
            self.kinds["\(type) \(currency)"] = Total(count: count, amount: amount)
        }
    }

    static func += (sum: inout ToldCounts, part: ToldCounts) {
        sum.topics.merge(part.topics, uniquingKeysWith: +)
        sum.kinds.merge(part.kinds) {
            Total(count: $0.count + $1.count, amount: $0.amount + $1.amount)
        }
    }
}

import EventStore
import Events
import Model
import Postgres
import Text

/// The number of frames of each topic and the money that moved: all that the public feed shows.
struct FeedCounts: Equatable, Sendable {
    private(set) var transactions = 0
    private(set) var holds = 0
    private(set) var orders = 0
    private var money = MovedTotals()

    var isEmpty: Bool { self == FeedCounts() }

    mutating func add(_ item: FeedItem) {
        switch item.topic {
        case .transaction: transactions += 1
        case .hold: holds += 1
        case .order: orders += 1
        }
        money.add(item.event)
    }

    /// The counts since the reader's last id up to this one.
    func frame(at place: LogPlace) -> [UInt8] {
        var bytes: [UInt8] = []
        FeedFrame.append(id: place, event: "counts", to: &bytes) { json in
            json.member("position", place.position.rawValue)
            json.member("transactions", transactions)
            json.member("holds", holds)
            json.member("orders", orders)
            money.write(to: &json)
        }
        return bytes
    }
}

/// The number and the sum of the transfers that moved money, by type and currency.
///
/// Each transfer counts once, by its debit, as in the totals of the overview: a transfer that is
/// pending, voided, expired or marked as reversed moves nothing.
struct MovedTotals: Equatable, Sendable {
    private struct Kind: Hashable {
        let type: TransferKind
        let currency: Currency
    }

    private struct Total: Equatable {
        var count = 0
        /// Minor units, in 128 bits: a sum of many large amounts can exceed 64 bits.
        var amount: Int128 = 0
    }

    private var totals: [Kind: Total] = [:]

    mutating func add(_ event: RecordedEvent) {
        guard case .account(.debited(let posting)) = event.event else { return }
        let kind = Kind(type: posting.kind, currency: posting.amount.currency)
        totals[kind, default: Total()].count += 1
        totals[kind, default: Total()].amount += Int128(posting.amount.minorUnits)
    }

    /// Writes member `kinds`, in order of type and currency.
    func write(to json: inout JSONWriter) {
        let sorted = totals.sorted {
            ($0.key.type.rawValue, $0.key.currency) < ($1.key.type.rawValue, $1.key.currency)
        }
        json.array("kinds") { json in
            for (kind, total) in sorted {
                json.object { json in
                    json.member("type", kind.type.rawValue)
                    json.member("currency", kind.currency.code)
                    json.member("count", total.count)
                    json.member("amount", raw: Array(String(total.amount).utf8))
                }
            }
        }
    }
}

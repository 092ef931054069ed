import EventStore
import Events
import Model
import Postgres
import Text

/// How many frames of each topic there were, and how much money moved: all that the public part tells.
struct FeedCounts: Equatable, Sendable {
    private(set) var transactions = 0
    private(set) var holds = 0
    private(set) var orders = 0
    private(set) var money = MovedTotals()

    var isEmpty: Bool { self == FeedCounts() }

    mutating func add(_ item: FeedItem) {
        switch item.topic {
        case .transaction: transactions += 1
        case .hold: holds += 1
        case .order: orders += 1
        }
        money.add(item.event)
    }

    /// What was counted since the reader's last id up to this one.
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

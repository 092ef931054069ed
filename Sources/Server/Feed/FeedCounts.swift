import Events
import Postgres

/// How many frames of each topic there were: all that the public part tells.
struct FeedCounts: Equatable, Sendable {
    private(set) var transactions = 0
    private(set) var holds = 0
    private(set) var orders = 0

    var isEmpty: Bool { self == FeedCounts() }

    mutating func add(_ topic: FeedTopic) {
        switch topic {
        case .transaction: transactions += 1
        case .hold: holds += 1
        case .order: orders += 1
        }
    }

    static func += (sum: inout FeedCounts, part: FeedCounts) {
        sum.transactions += part.transactions
        sum.holds += part.holds
        sum.orders += part.orders
    }

    /// What was counted since the reader's last id up to this one.
    func frame(at position: LogPosition) -> [UInt8] {
        var bytes: [UInt8] = []
        FeedFrame.append(id: position, event: "counts", to: &bytes) { json in
            json.member("position", position.rawValue)
            json.member("transactions", transactions)
            json.member("holds", holds)
            json.member("orders", orders)
        }
        return bytes
    }
}

import Events
import Model

/// The last items of the feed, for readers that come back after a short while.
struct FeedBuffer {
    /// Items, oldest first; those before `first` are gone.
    private var items: [FeedItem] = []
    private var first = 0
    private let capacity: Int
    /// Every item after this position is here.
    private(set) var start: LogPosition

    init(capacity: Int, start: LogPosition) {
        self.capacity = capacity
        self.start = start
    }

    mutating func append(_ item: FeedItem) {
        items.append(item)
        guard items.count - first > capacity else { return }
        start = items[first].position
        first += 1
        // Cutting each from the front would move all others each time.
        if first > capacity {
            items.removeFirst(first)
            first = 0
        }
    }

    /// Begins anew behind a stretch of the log that was not looked at.
    mutating func reset(to position: LogPosition) {
        items.removeAll()
        first = 0
        start = position
    }

    func covers(_ position: LogPosition) -> Bool { start <= position }

    /// The items after `position`, which must be covered, up to `end`.
    func items(after position: LogPosition, through end: LogPosition) -> ArraySlice<FeedItem> {
        items[index(after: position)..<max(index(after: position), index(after: end))]
    }

    /// Of the first item after the position.
    private func index(after position: LogPosition) -> Int {
        var (low, high) = (first, items.count)
        while low < high {
            let middle = (low + high) / 2
            if items[middle].position <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

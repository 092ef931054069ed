import Events
import Model

/// The events in a `CommitFeed`, without threads.
struct CommitFeedState {
    private let capacity: Int
    /// Batches from `oldest` on are held, contiguous; those before are emptied and go when they are
    /// many, since removing each from the front would move all others each time.
    private var batches: [[RecordedEvent]] = []
    private var oldest = 0
    private var count = 0
    private var first: LogPosition?
    private var last: LogPosition?
    /// Batches of another epoch are ignored; nil accepts all.
    var epoch: EpochID?
    var isWoken = false
    var isClosed = false

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func publish(_ events: [RecordedEvent], in epoch: EpochID?) {
        if let epoch, let wanted = self.epoch, epoch != wanted { return reset() }
        guard let start = events.first?.position, let end = events.last?.position else { return }
        if let last, start != last.advanced(by: 1) { reset() }
        if first == nil { first = start }
        batches.append(events)
        count += events.count
        last = end
        dropOldest()
    }

    mutating func reset() {
        batches.removeAll(keepingCapacity: true)
        oldest = 0
        count = 0
        first = nil
        last = nil
    }

    func take(after position: LogPosition, limit: Int) -> [RecordedEvent]? {
        guard let first, let last, position.advanced(by: 1) >= first else { return nil }
        guard position < last, limit > 0 else { return [] }
        let start = batch(after: position)
        let skipped = Int(position.rawValue + 1 - firstPosition(of: start).rawValue)
        if skipped == 0, start == batches.count - 1, batches[start].count <= limit {
            // The usual case returns the batch without a copy.
            return batches[start]
        }
        var events = Array(batches[start][skipped...].prefix(limit))
        for batch in batches[(start + 1)...] {
            if events.count >= limit { break }
            events.append(contentsOf: batch.prefix(limit - events.count))
        }
        return events
    }

    /// The reason to end a wait after `position`, or nil.
    ///
    /// Clears the wake.
    mutating func wake(after position: LogPosition) -> CommitFeed.Wake? {
        if isClosed { return .closed }
        if isWoken {
            isWoken = false
            return .remote
        }
        if let last, position < last { return .published }
        return nil
    }

    /// The index of the batch that has the event after `position`, which is held.
    private func batch(after position: LogPosition) -> Int {
        let wanted = position.advanced(by: 1)
        var low = oldest
        var high = batches.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if wanted < firstPosition(of: middle) {
                high = middle - 1
            } else {
                low = middle
            }
        }
        return low
    }

    private func firstPosition(of batch: Int) -> LogPosition {
        batches[batch].first?.position ?? .start
    }

    private mutating func dropOldest() {
        while count > capacity, oldest < batches.count - 1 {
            count -= batches[oldest].count
            batches[oldest] = []
            oldest += 1
            first = firstPosition(of: oldest)
        }
        if oldest > 256, oldest > batches.count / 2 {
            batches.removeSubrange(..<oldest)
            oldest = 0
        }
    }
}

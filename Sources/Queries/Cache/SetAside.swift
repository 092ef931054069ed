/// What one subject has set aside, soonest deadline first, so that what is overdue is a prefix.
///
/// Nothing moves when a deadline comes: how much is overdue follows from the time that is asked with.
struct SetAside: Hashable, Sendable {
    struct Item: Hashable, Sendable {
        let id: Int64
        let amount: Int64
        /// Microseconds since 1970.
        let expiresAt: Int64
    }

    /// Those before `first` have ended.
    private var items: [Item] = []
    private var first = 0
    /// The sum of all amounts, overdue ones included; at most what the subject has, so it fits.
    private(set) var total: Int64 = 0

    var count: Int { items.count - first }

    /// Nearly always at the end: what is set aside usually lasts equally long.
    mutating func add(_ item: Item) {
        items.insert(item, at: index(after: item.expiresAt))
        total &+= item.amount
    }

    /// Takes out what has ended, nearly always the first; false if it is not there.
    mutating func remove(_ id: Int64) -> Bool {
        guard let index = items[first...].firstIndex(where: { $0.id == id }) else { return false }
        total &-= items[index].amount
        if index == first {
            first += 1
            if first > items.count / 2 {
                items.removeFirst(first)
                first = 0
            }
        } else {
            items.remove(at: index)
        }
        return true
    }

    /// The sum of the amounts whose deadline has come.
    func overdue(at now: Int64) -> Int64 {
        var sum: Int64 = 0
        for item in items[first...] {
            guard Deadline.hasCome(item.expiresAt, at: now) else { break }
            sum &+= item.amount
        }
        return sum
    }

    /// How many have a deadline that has come.
    func overdueCount(at now: Int64) -> Int { index(after: now) - first }

    /// The soonest deadline that is yet to come.
    func nextDeadline(after now: Int64) -> Int64? {
        let index = index(after: now)
        return index < items.count ? items[index].expiresAt : nil
    }

    /// Where the first item is whose deadline comes after this time.
    private func index(after time: Int64) -> Int {
        if let last = items.last, Deadline.hasCome(last.expiresAt, at: time) { return items.count }
        var low = first
        var high = items.count
        while low < high {
            let middle = (low + high) / 2
            if Deadline.hasCome(items[middle].expiresAt, at: time) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

import Model

/// What one balance or slot has set aside, soonest deadline first, so that the overdue items are a
/// prefix.
///
/// Nothing moves when a deadline comes: how much is overdue follows from the time of the question.
struct SetAside: Hashable, Sendable {
    struct Item: Hashable, Sendable {
        let id: Int64
        let amount: Int64
        /// Microseconds since 1970.
        let expiresAt: Int64
    }

    /// Items before `first` have ended.
    private var items: [Item] = []
    private var first = 0
    /// The sum of all amounts, overdue ones included; at most what the owner has, so it fits.
    private(set) var total: Int64 = 0

    var count: Int { items.count - first }

    /// Nearly always at the end: most items last equally long.
    mutating func add(_ item: Item) {
        items.insert(item, at: index(after: item.expiresAt))
        total &+= item.amount
    }

    /// Removes an item that has ended, nearly always the first; false if it is not there.
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

    /// The number of items whose deadline has come.
    func overdueCount(at now: Int64) -> Int { index(after: now) - first }

    /// The soonest deadline that is yet to come.
    func nextDeadline(after now: Int64) -> Int64? {
        let index = index(after: now)
        return index < items.count ? items[index].expiresAt : nil
    }

    /// The index of the first item whose deadline comes after this time.
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

/// What all balances or slots have set aside, up to a number of items.
struct SetAsideBook<Owner: Hashable & Sendable>: Sendable {
    private let limit: Int
    private var byOwner: [Owner: SetAside] = [:]
    private(set) var count = 0

    init(limit: Int) {
        self.limit = limit
    }

    subscript(owner: Owner) -> SetAside? { byOwner[owner] }

    /// Applies a change.
    ///
    /// Beyond the limit items are left out: then an owner's total differs from its row, and the row
    /// is not answered from memory.
    mutating func apply(_ change: SetAsideChange<Owner>) {
        guard let expiresAt = change.expiresAt else { return remove(change.id, of: change.owner) }
        guard count < limit else { return }
        let item = SetAside.Item(id: change.id, amount: change.amount, expiresAt: expiresAt)
        byOwner[change.owner, default: SetAside()].add(item)
        count += 1
    }

    private mutating func remove(_ id: Int64, of owner: Owner) {
        guard let index = byOwner.index(forKey: owner),
            byOwner.values[index].remove(id)
        else { return }
        count -= 1
        if byOwner.values[index].count == 0 { byOwner.remove(at: index) }
    }
}

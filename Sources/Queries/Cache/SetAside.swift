import Model
import Queries

/// What one balance or slot has set aside, soonest deadline first, so that the overdue items are a
/// prefix.
///
/// Nothing moves when a deadline comes: how much is overdue follows from the time of the question.
package struct SetAside: Hashable, Sendable {
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

    /// The sum of the amounts whose deadline has passed.
    func overdue(at now: Int64) -> Int64 {
        var sum: Int64 = 0
        for item in items[first...] {
            guard Deadline.hasCome(item.expiresAt, at: now) else { break }
            sum &+= item.amount
        }
        return sum
    }

    /// The number of items whose deadline has passed.
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

/// Something was set aside until a deadline, or is so no longer.
package struct SetAsideChange<Owner: Hashable & Sendable>: Hashable, Sendable {
    /// The balance or the slot.
    package let owner: Owner
    /// The transfer or the hold.
    package let id: Int64
    /// Minor units of money, or 1 for a seat.
    package let amount: Int64
    /// Microseconds since 1970; nil once it has ended in any way.
    package let expiresAt: Int64?
    /// The event that set it aside or ended it.
    package let position: LogPosition

    package init(owner: Owner, id: Int64, amount: Int64, expiresAt: Int64?, position: LogPosition) {
        self.owner = owner
        self.id = id
        self.amount = amount
        self.expiresAt = expiresAt
        self.position = position
    }
}

/// Reserved money or held seats, as of the cache's position in the read model whose rows count
/// them.
///
/// Filled from a snapshot and the changes since: the first time before the cache answers, and again
/// with every re-warm, so that items that were left out come in.
struct SetAsideCache<Owner: Hashable & Sendable>: Sendable {
    /// Everything that a warming has gathered.
    private struct Filling: Sendable {
        var book: SetAsideBook<Owner>
        /// Changes since the warming began: the snapshot has some of them, and `book` none.
        var changes: [SetAsideChange<Owner>] = []
        /// The snapshot's position, once all of it is in the book.
        var snapshot: LogPosition?
    }

    private let limit: Int
    private var book: SetAsideBook<Owner>
    private var filling: Filling?
    /// The replaced book, until a thread without the lock frees it.
    private var retired: SetAsideBook<Owner>?

    init(limit: Int) {
        self.limit = limit
        book = SetAsideBook(limit: limit)
    }

    var count: Int { book.count }

    subscript(owner: Owner) -> SetAside? { book[owner] }

    /// A snapshot is about to be taken; earlier batches are in it.
    mutating func beginFilling() {
        filling = Filling(book: SetAsideBook(limit: limit))
    }

    /// Stores some rows of the snapshot.
    mutating func absorb(_ rows: [SetAsideChange<Owner>]) {
        for row in rows { filling?.book.apply(row) }
    }

    /// All of the snapshot is stored.
    ///
    /// It is not usable if it does not show what was set aside at its position.
    mutating func endFilling(at snapshot: LogPosition, isUsable: Bool, isCold: Bool) {
        if isUsable {
            filling?.snapshot = snapshot
        } else if isCold {
            removeAll()
        } else {
            filling = nil
        }
    }

    /// Applies a batch's changes, without those that a snapshot has brought already.
    ///
    /// `reached` is the cache's position before the batch; nil while it is cold.
    mutating func apply(_ changes: [SetAsideChange<Owner>], reached: LogPosition?) {
        guard !changes.isEmpty else { return }
        filling?.changes += changes
        for change in changes where reached.map({ change.position > $0 }) ?? true {
            book.apply(change)
        }
    }

    /// Replaces the book by the one that a warming has gathered, as soon as the cache has reached
    /// the snapshot's position; true if it did.
    mutating func settle(at position: LogPosition?) -> Bool {
        guard let position, let filled = filling, let snapshot = filled.snapshot,
            position >= snapshot
        else { return false }
        filling = nil
        retired = book
        book = filled.book
        for change in filled.changes where change.position > snapshot { book.apply(change) }
        return true
    }

    /// Returns the replaced book, to be freed.
    mutating func takeRetired() -> SetAsideBook<Owner>? {
        defer { retired = nil }
        return retired
    }

    mutating func removeAll() {
        self = SetAsideCache(limit: limit)
    }
}

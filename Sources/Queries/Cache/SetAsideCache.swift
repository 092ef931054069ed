import Model

/// Reserved money or held seats, as of the cache's position in the read model whose rows count them.
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

    /// Replaces the book by the one that a warming has gathered, as soon as the cache has reached the
    /// snapshot's position; true if it did.
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

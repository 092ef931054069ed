import Model

/// What is set aside, as of where the cache stands in the read model whose rows count it.
///
/// Filled from a snapshot and the changes since: the first time before the cache answers, and again
/// with every re-warm, so that whatever was left out comes in.
struct SetAsideCache<Subject: Hashable & Sendable>: Sendable {
    /// What a warming has gathered.
    private struct Filling: Sendable {
        var book: SetAsideBook<Subject>
        /// Those that came since the warming began: the snapshot has some of them, and `book` none.
        var changes: [SetAsideChange<Subject>] = []
        /// Where the snapshot was taken, once all of it is in the book.
        var snapshot: LogPosition?
    }

    private let limit: Int
    private var book: SetAsideBook<Subject>
    private var filling: Filling?
    /// What was replaced, until somebody frees it who holds no lock meanwhile.
    private var retired: SetAsideBook<Subject>?

    init(limit: Int) {
        self.limit = limit
        book = SetAsideBook(limit: limit)
    }

    var count: Int { book.count }

    subscript(subject: Subject) -> SetAside? { book[subject] }

    /// A snapshot is about to be taken.
    ///
    /// Batches from before are in it.
    mutating func beginFilling() {
        filling = Filling(book: SetAsideBook(limit: limit))
    }

    /// Takes over some rows of the snapshot.
    mutating func absorb(_ rows: [SetAsideChange<Subject>]) {
        for row in rows { filling?.book.apply(row) }
    }

    /// All of the snapshot is absorbed.
    mutating func endFilling(at snapshot: LogPosition) {
        filling?.snapshot = snapshot
    }

    /// The snapshot does not say what was set aside at its position.
    mutating func abandonFilling() {
        filling = nil
    }

    /// Takes over a batch's changes, but for those that a snapshot has brought already.
    ///
    /// `reached` is where the cache stood before the batch; nil while it is cold.
    mutating func apply(_ changes: [SetAsideChange<Subject>], reached: LogPosition?) {
        guard !changes.isEmpty else { return }
        filling?.changes += changes
        for change in changes where reached.map({ change.position > $0 }) ?? true {
            book.apply(change)
        }
    }

    /// Puts what a warming has gathered in place, as soon as the cache stands where the snapshot was
    /// taken or further; true if it did.
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

    /// Hands over what was replaced, to be freed.
    mutating func takeRetired() -> SetAsideBook<Subject>? {
        defer { retired = nil }
        return retired
    }

    mutating func removeAll() {
        self = SetAsideCache(limit: limit)
    }
}

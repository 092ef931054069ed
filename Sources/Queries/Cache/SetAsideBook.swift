/// What all subjects of a kind have set aside, up to a number of items.
struct SetAsideBook<Subject: Hashable & Sendable>: Sendable {
    private let limit: Int
    private var bySubject: [Subject: SetAside] = [:]
    private(set) var count = 0

    init(limit: Int) {
        self.limit = limit
    }

    subscript(subject: Subject) -> SetAside? { bySubject[subject] }

    /// Takes over a change.
    ///
    /// Beyond the limit items are left out: then a subject's total is not what its row says, and the
    /// row is not answered from memory.
    mutating func apply(_ change: SetAsideChange<Subject>) {
        guard let expiresAt = change.expiresAt else { return remove(change.id, of: change.subject) }
        guard count < limit else { return }
        let item = SetAside.Item(id: change.id, amount: change.amount, expiresAt: expiresAt)
        bySubject[change.subject, default: SetAside()].add(item)
        count += 1
    }

    private mutating func remove(_ id: Int64, of subject: Subject) {
        guard let index = bySubject.index(forKey: subject),
            bySubject.values[index].remove(id)
        else { return }
        count -= 1
        if bySubject.values[index].count == 0 { bySubject.remove(at: index) }
    }
}

import Model

/// Rendered answers that were read when first asked for.
///
/// One is valid until its topic is touched after the position that it was read at, or the next
/// deadline comes that it depends on; at the latest until the second re-warm after it: that bounds
/// how long a change outside the log, such as a person's name, goes unseen.
struct PageCache: Sendable {
    private(set) var store: PageStore
    private var touches = TouchTable()
    private var generation = 0

    init(byteLimit: Int) {
        self.store = PageStore(limit: byteLimit)
    }

    /// The kept answer as of `position` and `now`, if it holds there.
    mutating func answer(
        _ question: Question,
        at position: LogPosition,
        now: Int64
    ) -> Answer? {
        guard let page = store.find(question) else { return nil }
        let readAt = page.answer.position
        guard touches.last(question.subject) <= readAt, page.generation + 1 >= generation,
            !page.answer.isOver(at: now)
        else {
            store.remove(question)
            return nil
        }
        // Read ahead of the cache: to be shown when the cache has followed.
        guard readAt <= position else { return nil }
        return page.answer.moved(to: position)
    }

    /// Keeps an answer, unless its topic was touched since it was read.
    mutating func keep(_ answer: Answer, for question: Question) {
        guard touches.last(question.subject) <= answer.position else { return }
        store.insert(answer, for: question, generation: generation)
    }

    /// Notes what a batch changed.
    ///
    /// Pages that it touches go when they are asked for or make room.
    mutating func apply(_ batch: borrowing CacheBatch) {
        let balances = batch.positions[.balances]
        for entry in batch.balances {
            touches.touch(.balances(of: UserID(entry.account.rawValue)), at: balances)
        }
        let slots = batch.positions[.slotAvailability]
        for entry in batch.slots { touches.touch(.slot(entry.slot), at: slots) }
        if !batch.slots.isEmpty { touches.touch(.slots, at: slots) }
        for topic in batch.touched { touches.touch(topic, at: batch.positions[topic.model]) }
    }

    /// A re-warm ended: what was read before the last one is read again.
    mutating func startGeneration() {
        generation += 1
    }

    mutating func removeAll() {
        store.removeAll()
        touches = TouchTable()
    }
}

import Model
import Queries

/// Rendered answers that were read when first asked for.
///
/// An answer is valid until its topic is touched after the position that it was read at, or the
/// next deadline comes that it depends on; at the latest until the second re-warm after it: that
/// bounds how long a change outside the log, such as a person's name, is not shown.
struct PageCache: Sendable {
    private(set) var store: PageStore
    private var touches = TouchTable()
    private var generation = 0

    init(byteLimit: Int) {
        self.store = PageStore(limit: byteLimit)
    }

    /// The kept answer, if it is valid at `position` and `now`.
    mutating func answer(_ question: Question, at position: LogPosition, now: Int64) -> Answer? {
        guard let page = store.find(question) else { return nil }
        let readAt = page.answer.position
        guard touches.last(question.topic) <= readAt, page.generation + 1 >= generation,
            !page.answer.isOver(at: now)
        else {
            store.remove(question)
            return nil
        }
        // Read ahead of the cache: it is shown once the cache has followed.
        guard readAt <= position else { return nil }
        return page.answer.moved(to: position)
    }

    /// Keeps an answer, unless its topic was touched since it was read.
    mutating func keep(_ answer: Answer, for question: Question) {
        guard touches.last(question.topic) <= answer.position else { return }
        store.insert(answer, for: question, generation: generation)
    }

    /// Notes the topics that a batch changed.
    ///
    /// Their pages are removed when they are asked for or when they have to make room.
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

    /// A re-warm ended: pages from before the last one are read again.
    mutating func startGeneration() {
        generation += 1
    }

    mutating func removeAll() {
        store.removeAll()
        touches = TouchTable()
    }
}

/// When each topic was touched last, by hash: 2 MiB for any number of topics.
///
/// Where two topics share a place, an answer is read once more than needed.
struct TouchTable: Sendable {
    private static let placeCount = 1 << 18

    private var positions: [Int64] = Array(repeating: 0, count: TouchTable.placeCount)

    /// The position at which the topic, or one that shares its place, was touched last.
    func last(_ topic: Topic) -> LogPosition {
        LogPosition(positions[place(of: topic)])
    }

    mutating func touch(_ topic: Topic, at position: LogPosition) {
        let place = place(of: topic)
        positions[place] = max(positions[place], position.rawValue)
    }

    private func place(of topic: Topic) -> Int {
        Int(truncatingIfNeeded: topic.mixed) & (TouchTable.placeCount - 1)
    }
}

/// Rendered pages up to a number of bytes.
///
/// The oldest page that was not used since the hand last passed it makes room (the clock
/// algorithm): a hit sets one bit, and no list has to be kept in order.
package struct PageStore: Sendable {
    struct Page: Sendable {
        let question: Question
        let answer: Answer
        /// The number of re-warms before it was read.
        let generation: Int
        fileprivate var isUsed: Bool
    }

    /// Bytes besides the body: the entry, its key in the dictionary, the array's header, malloc's
    /// rounding.
    static let overhead = 280
    /// A page larger than the limit divided by this is not kept.
    private static let largestShare = 8

    private(set) var byteCount = 0
    private let limit: Int
    private var places: [Page?] = []
    private var free: [Int] = []
    private var index: [Question: Int] = [:]
    private var hand = 0

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { index.count }

    /// The page, which counts as used by this.
    mutating func find(_ question: Question) -> Page? {
        guard let place = index[question] else { return nil }
        places[place]?.isUsed = true
        return places[place]
    }

    /// Adds or replaces a page, unless it is too large for the store.
    mutating func insert(_ answer: Answer, for question: Question, generation: Int) {
        remove(question)
        let cost = PageStore.cost(of: answer)
        guard cost <= limit / PageStore.largestShare else { return }
        while byteCount + cost > limit { evict() }
        let page = Page(question: question, answer: answer, generation: generation, isUsed: false)
        if let place = free.popLast() {
            places[place] = page
            index[question] = place
        } else {
            index[question] = places.count
            places.append(page)
        }
        byteCount += cost
    }

    mutating func remove(_ question: Question) {
        guard let place = index.removeValue(forKey: question) else { return }
        if let page = places[place] { byteCount -= PageStore.cost(of: page.answer) }
        places[place] = nil
        free.append(place)
    }

    mutating func removeAll() {
        self = PageStore(limit: limit)
    }

    /// Called only while there is a page, so the hand finds one within two rounds.
    private mutating func evict() {
        while true {
            if hand >= places.count { hand = 0 }
            let place = hand
            hand += 1
            guard let page = places[place] else { continue }
            guard page.isUsed else {
                remove(page.question)
                return
            }
            places[place]?.isUsed = false
        }
    }

    private static func cost(of answer: Answer) -> Int {
        answer.body.capacity + overhead
    }
}

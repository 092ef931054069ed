/// Rendered pages up to a number of bytes.
///
/// The oldest page that was not used since the hand last came by makes room (the clock algorithm):
/// a hit costs one bit, not a list to keep in order.
struct PageStore: Sendable {
    struct Page: Sendable {
        let question: Question
        let answer: Answer
        /// How many re-warms there had been when it was read.
        let generation: Int
        fileprivate var isUsed: Bool
    }

    /// Beside the body, which may have room to spare: the entry, its key in the dictionary, the array's header, malloc's
    /// rounding.
    static let overhead = 280
    /// One page may take at most this part of the whole.
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

    /// Adds or replaces a page; one that is too large for the store is not kept.
    mutating func insert(_ answer: Answer, for question: Question, generation: Int) {
        remove(question)
        let cost = PageStore.cost(of: answer)
        guard cost <= limit / PageStore.largestShare else { return }
        while byteCount + cost > limit { evict() }
        let page = Page(
            question: question,
            answer: answer,
            generation: generation,
            isUsed: false
        )
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

    /// Called only while something is held, so the hand finds a page within two rounds.
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

import HTTP

extension PasswordQueue {
    /// The requests of one purpose: a queue for each address, and the addresses in turn.
    struct Line: Sendable {
        private(set) var queues: [Address: [Request]] = [:]
        private var turns: [Address] = []
        private(set) var count = 0
        private(set) var hashes = 0

        var first: Request? { turns.first.flatMap { queues[$0]?.first } }

        /// What waits and comes before a request of this address that arrives now.
        func ahead(of address: Address) -> (count: Int, hashes: Int) {
            let own = queues[address]?.count ?? 0
            return queues.reduce((0, 0)) { sum, queue in
                let sooner = queue.key == address ? queue.value[...] : queue.value.prefix(own + 1)
                return (sum.0 + sooner.count, sum.1 + sooner.reduce(0) { $0 + $1.hashes })
            }
        }

        func hashes(of address: Address) -> Int {
            queues[address]?.reduce(0) { $0 + $1.hashes } ?? 0
        }

        /// About what this many requests take, or all if they are fewer.
        func hashes(ofNext turns: Int) -> Int {
            turns >= count ? hashes : (hashes * turns + count - 1) / count
        }

        mutating func add(_ request: Request) {
            if queues[request.address] == nil { turns.append(request.address) }
            queues[request.address, default: []].append(request)
            count += 1
            hashes += request.hashes
        }

        mutating func removeFirst() -> Request? {
            guard let address = turns.first, var queue = queues[address] else { return nil }
            turns.removeFirst()
            let request = queue.removeFirst()
            queues[address] = queue.isEmpty ? nil : queue
            if !queue.isEmpty { turns.append(address) }
            count -= 1
            hashes -= request.hashes
            return request
        }
    }
}

/// The elements that were inserted last: half of the limit for certain, at most all of it.
struct RecentSet<Element: Hashable & Sendable>: Sendable {
    private let half: Int
    private var new: Set<Element> = []
    private var old: Set<Element> = []

    init(limit: Int) {
        half = max(1, limit / 2)
    }

    func contains(_ element: Element) -> Bool { new.contains(element) || old.contains(element) }

    mutating func insert(_ element: Element) {
        guard !new.contains(element) else { return }
        if new.count == half {
            old = new
            new = []
        }
        new.insert(element)
    }
}

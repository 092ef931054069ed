import HTTP
import Model

/// The requests that wait until a thread hashes their passwords, and whose turn it is.
///
/// Sign-ins come first, and one thread is left to them if there are several; a registration or a
/// change that has waited for as long as any may comes before them. Of each kind the addresses take
/// turns, so that a client that sends a thousand requests delays its own. A request that would wait
/// longer is refused at once. A value without threads and clocks.
struct PasswordQueue<Work: Sendable>: Sendable {
    /// What a password is hashed for.
    enum Purpose: Hashable, Sendable {
        case signIn
        /// A registration, or a change of password.
        case storage
    }

    /// What a client may send only a few of at once.
    enum Share: Hashable, Sendable {
        /// Sign-ins to one account from one address: strangers elsewhere don't use its share up.
        case account(Address, login: String)
        case user(UserID)
    }

    struct Request: Sendable {
        let purpose: Purpose
        let address: Address
        /// Nil for a registration, which has only its address.
        let share: Share?
        /// The number of hashes that it takes.
        let hashes: Int
        let work: Work
        fileprivate(set) var arrivedAt: Int64 = 0

        init(
            _ purpose: Purpose,
            from address: Address,
            share: Share? = nil,
            hashes: Int = 1,
            work: Work
        ) {
            self.purpose = purpose
            self.address = address
            self.share = share
            self.hashes = hashes
            self.work = work
        }
    }

    struct Limits: Sendable {
        let threads: Int
        /// Requests that wait.
        let waiting: Int
        /// Requests of one share that wait or are being worked on.
        var perShare = 4
        /// The longest wait that is expected of a request that is taken.
        var waitMilliseconds: Int64 = 2_000
    }

    /// Why a request is not taken.
    enum Refusal: Equatable {
        /// The client itself has sent too much.
        case ownShare(retryAfterSeconds: Int)
        case full(retryAfterSeconds: Int)
    }

    private let limits: Limits
    private var signIns = Line()
    private var storage = Line()
    private var shares: [Share: Int] = [:]
    /// Requests that threads work on, those of them that are no sign-ins, and their hashes.
    private var running = 0
    private var runningStorage = 0
    private var runningHashes = 0
    /// The hashes among them that an address has asked for.
    private var runningOf: [Address: Int] = [:]
    private var isClosed = false
    /// What a hash takes, as an average in which the last ones weigh most.
    private(set) var hashMicroseconds: Int64

    /// `hashMicroseconds` is what the first hash took.
    init(_ limits: Limits, hashMicroseconds: Int64) {
        self.limits = limits
        self.hashMicroseconds = hashMicroseconds
    }

    /// The number of requests that wait.
    var count: Int { signIns.count + storage.count }

    /// Takes a request, or returns why not; `now` in milliseconds.
    mutating func add(_ request: Request, now: Int64) -> Refusal? {
        if let share = request.share, shares[share, default: 0] >= limits.perShare {
            return .ownShare(retryAfterSeconds: seconds(for: limits.perShare, of: request.purpose))
        }
        let own = line(of: request.purpose).hashes(of: request.address)
        let others = othersAhead(of: request)
        let ahead = runningHashes + others + own
        let isNext = others + own == 0 && hasThread(for: request.purpose)
        let wait = isNext ? 0 : milliseconds(for: ahead, of: request.purpose)
        guard wait <= limits.waitMilliseconds, count < limits.waiting, !isClosed else {
            let seconds = seconds(for: ahead, of: request.purpose)
            let ownAhead = own + runningOf[request.address, default: 0]
            return ownAhead > 0 && ownAhead >= ahead - ownAhead
                ? .ownShare(retryAfterSeconds: seconds) : .full(retryAfterSeconds: seconds)
        }
        if let share = request.share { shares[share, default: 0] += 1 }
        var taken = request
        taken.arrivedAt = now
        change(request.purpose) { $0.add(taken) }
        return nil
    }

    /// The request whose turn it is; nil if none waits that a thread may work on now.
    mutating func next(now: Int64) -> Request? {
        let isOverdue =
            storage.first.map { now - $0.arrivedAt >= limits.waitMilliseconds } ?? false
        let order: [Purpose] = isOverdue ? [.storage, .signIn] : [.signIn, .storage]
        for purpose in order where hasThread(for: purpose) {
            var request: Request?
            change(purpose) { request = $0.removeFirst() }
            guard let request else { continue }
            runningHashes += request.hashes
            runningOf[request.address, default: 0] += request.hashes
            running += 1
            if purpose == .storage { runningStorage += 1 }
            return request
        }
        return nil
    }

    /// Notes that a request that `next` returned is done.
    mutating func finished(_ request: Request) {
        runningHashes -= request.hashes
        let rest = runningOf[request.address, default: 0] - request.hashes
        runningOf[request.address] = rest > 0 ? rest : nil
        running -= 1
        if request.purpose == .storage { runningStorage -= 1 }
        guard let share = request.share, let count = shares[share] else { return }
        shares[share] = count > 1 ? count - 1 : nil
    }

    /// Notes what a hash took.
    mutating func measured(microseconds: Int64) {
        hashMicroseconds += (microseconds - hashMicroseconds) / 8
    }

    /// Refuses everything from now on; what waits stays.
    mutating func close() {
        isClosed = true
    }

    /// Threads that may register and change passwords at once.
    private var storageThreads: Int { max(1, limits.threads - 1) }

    /// Whether a thread is free for that purpose.
    private func hasThread(for purpose: Purpose) -> Bool {
        guard running < limits.threads else { return false }
        switch purpose {
        case .signIn: return true
        case .storage: return runningStorage < storageThreads
        }
    }

    /// Hashes of other addresses that wait and come before those of a request that arrives now.
    private func othersAhead(of request: Request) -> Int {
        let line = line(of: request.purpose)
        let own = line.queues[request.address]?.count ?? 0
        let sooner: Int
        switch request.purpose {
        case .signIn: sooner = 0
        case .storage: sooner = signIns.hashes
        }
        return line.queues.reduce(sooner) { sum, queue in
            queue.key == request.address
                ? sum : sum + queue.value.prefix(own + 1).reduce(0) { $0 + $1.hashes }
        }
    }

    private func milliseconds(for hashes: Int, of purpose: Purpose) -> Int64 {
        let threads: Int
        switch purpose {
        case .signIn: threads = limits.threads
        case .storage: threads = storageThreads
        }
        return Int64(hashes) * hashMicroseconds / Int64(threads) / 1_000
    }

    private func seconds(for hashes: Int, of purpose: Purpose) -> Int {
        Int(max(1, (milliseconds(for: hashes, of: purpose) + 999) / 1_000))
    }

    private func line(of purpose: Purpose) -> Line {
        switch purpose {
        case .signIn: signIns
        case .storage: storage
        }
    }

    private mutating func change(_ purpose: Purpose, _ change: (inout Line) -> Void) {
        switch purpose {
        case .signIn: change(&signIns)
        case .storage: change(&storage)
        }
    }

    /// The requests of one purpose: a queue for each address, and the addresses in turn.
    private struct Line: Sendable {
        private(set) var queues: [Address: [Request]] = [:]
        private var turns: [Address] = []
        private(set) var count = 0
        private(set) var hashes = 0

        var first: Request? { turns.first.flatMap { queues[$0]?.first } }

        func hashes(of address: Address) -> Int {
            queues[address]?.reduce(0) { $0 + $1.hashes } ?? 0
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

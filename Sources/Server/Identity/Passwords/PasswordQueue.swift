import HTTP
import Model

/// The requests that wait until a thread hashes their passwords, and whose turn it is.
///
/// Sign-ins come first, and one thread is left to them if there are several; a registration or a
/// change that has waited for as long as any may comes before them. Sign-ins by known clients and
/// by others take turns, so that no number of strangers delays a known client. Of each kind the
/// addresses take turns, so that a client that sends a thousand requests delays its own. A request
/// that would wait longer is refused at once. A value without threads and clocks.
struct PasswordQueue<Work: Sendable>: Sendable {
    /// What a password is hashed for.
    enum Purpose: Hashable, Sendable {
        /// A sign-in by a client from which somebody has signed in before.
        case knownSignIn
        case signIn
        /// A registration, or a change of password.
        case storage
    }

    /// What a client may send only a few of at once.
    enum Share: Hashable, Sendable {
        /// Sign-ins to one account from one address: strangers elsewhere don't use its share up.
        case account(Address, login: String)
        /// Sign-ins by the clients of one user, to whichever account.
        case client(UserID)
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
        /// Requests that wait, and as many of known clients.
        let waiting: Int
        /// Requests of one share that wait or are being worked on.
        var perShare = 4
        /// The longest wait that is expected of a request that is taken.
        var waitMilliseconds: Int64 = 2_000
        /// Accounts with the addresses of their sign-ins that are remembered.
        var remembered = 20_000
    }

    /// Why a request is not taken.
    enum Refusal: Equatable {
        /// The client itself has sent too much.
        case ownShare(retryAfterSeconds: Int)
        case full(retryAfterSeconds: Int)
    }

    private let limits: Limits
    private var lines: [Purpose: Line] = [:]
    /// Whether a known client had the last turn of a sign-in.
    private var wasKnown = false
    private var known: RecentSet<Share>
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
        known = RecentSet(limit: limits.remembered)
        self.hashMicroseconds = hashMicroseconds
    }

    /// The number of requests that wait.
    var count: Int { lines.values.reduce(0) { $0 + $1.count } }

    /// Whether a sign-in with this share was right lately.
    func isKnown(_ share: Share) -> Bool { known.contains(share) }

    /// Notes that a sign-in with this share was right, so that its client is known from now on.
    mutating func signedIn(_ share: Share) {
        known.insert(share)
    }

    /// Takes a request, or returns why not; `now` in milliseconds.
    mutating func add(_ request: Request, now: Int64) -> Refusal? {
        if let share = request.share, shares[share, default: 0] >= limits.perShare {
            return .ownShare(retryAfterSeconds: seconds(for: limits.perShare, of: request.purpose))
        }
        let waiting = hashesAhead(of: request)
        let ahead = runningHashes + waiting
        let isNext = waiting == 0 && hasThread(for: request.purpose)
        let wait = isNext ? 0 : milliseconds(for: ahead, of: request.purpose)
        guard wait <= limits.waitMilliseconds, hasRoom(for: request.purpose), !isClosed else {
            let seconds = seconds(for: ahead, of: request.purpose)
            let own = line(of: request.purpose).hashes(of: request.address)
            let ownAhead = own + runningOf[request.address, default: 0]
            return ownAhead > 0 && ownAhead >= ahead - ownAhead
                ? .ownShare(retryAfterSeconds: seconds) : .full(retryAfterSeconds: seconds)
        }
        if let share = request.share { shares[share, default: 0] += 1 }
        var taken = request
        taken.arrivedAt = now
        lines[request.purpose, default: Line()].add(taken)
        return nil
    }

    /// The request whose turn it is; nil if none waits that a thread may work on now.
    mutating func next(now: Int64) -> Request? {
        for purpose in order(now: now) where hasThread(for: purpose) {
            guard let request = lines[purpose, default: Line()].removeFirst() else { continue }
            switch purpose {
            case .knownSignIn: wasKnown = true
            case .signIn: wasKnown = false
            case .storage: runningStorage += 1
            }
            runningHashes += request.hashes
            runningOf[request.address, default: 0] += request.hashes
            running += 1
            return request
        }
        return nil
    }

    private func order(now: Int64) -> [Purpose] {
        let signIns: [Purpose] = wasKnown ? [.signIn, .knownSignIn] : [.knownSignIn, .signIn]
        let isOverdue =
            line(of: .storage).first.map { now - $0.arrivedAt >= limits.waitMilliseconds } ?? false
        return isOverdue ? [.storage] + signIns : signIns + [.storage]
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
        case .knownSignIn, .signIn: return true
        case .storage: return runningStorage < storageThreads
        }
    }

    /// Whether one more may wait; what strangers send leaves the room of known clients free.
    private func hasRoom(for purpose: Purpose) -> Bool {
        switch purpose {
        case .knownSignIn: line(of: purpose).count < limits.waiting
        case .signIn, .storage: count < limits.waiting
        }
    }

    /// Hashes that wait and come before those of a request that arrives now.
    private func hashesAhead(of request: Request) -> Int {
        let own = line(of: request.purpose).ahead(of: request.address)
        switch request.purpose {
        case .knownSignIn: return own.hashes + line(of: .signIn).hashes(ofNext: own.count + 1)
        case .signIn: return own.hashes + line(of: .knownSignIn).hashes(ofNext: own.count + 1)
        case .storage:
            return own.hashes + line(of: .knownSignIn).hashes + line(of: .signIn).hashes
        }
    }

    private func milliseconds(for hashes: Int, of purpose: Purpose) -> Int64 {
        let threads: Int
        switch purpose {
        case .knownSignIn, .signIn: threads = limits.threads
        case .storage: threads = storageThreads
        }
        return Int64(hashes) * hashMicroseconds / Int64(threads) / 1_000
    }

    private func seconds(for hashes: Int, of purpose: Purpose) -> Int {
        Int(max(1, (milliseconds(for: hashes, of: purpose) + 999) / 1_000))
    }

    private func line(of purpose: Purpose) -> Line { lines[purpose] ?? Line() }
}

import API
import Events
import HTTP
import Model
import Runtime
import Settings
import Text

/// How many requests a user, and an address, may send.
///
/// Confined to one event loop, which has its share of the node's limits. A client on this machine,
/// with no proxy between, is the operator, and is limited only if that is configured.
struct RequestLimits {
    private let trustsProxy: Bool
    private let sparesLoopback: Bool
    private var addresses: RateLimit<Address>?
    private var users: RateLimit<UserID>?

    /// Keys remembered by each limit.
    private static let keys = 100_000

    init(_ configuration: Configuration) {
        trustsProxy = configuration.trustProxy == 1
        sparesLoopback = configuration.limitLoopback == 0
        let loops = configuration.loops
        func limit<Key>(_ perSecond: Int, _ burst: Int) -> RateLimit<Key>? {
            guard perSecond > 0 else { return nil }
            return RateLimit(
                perSecond,
                perSeconds: loops,
                burst: max(burst / loops, 1),
                keys: Self.keys
            )
        }
        addresses = limit(configuration.addressRate, configuration.addressBurst)
        users = limit(configuration.userRate, configuration.userBurst)
    }

    /// Throws status 429 if the address asks too often.
    mutating func takeAddress(of request: borrowing Request) throws(Problem) {
        guard addresses != nil else { return }
        let address = request.clientAddress(trustsProxy: trustsProxy)
        guard !(sparesLoopback && address.isLoopback),
            let seconds = addresses?.take(address, now: SystemClock.monotonicMilliseconds)
        else { return }
        throw .tooMany("This address has sent too many requests.", retryAfterSeconds: seconds)
    }

    /// Throws status 429 if the user asks too often.
    mutating func takeUser(_ user: UserID, _ request: borrowing Request) throws(Problem) {
        guard users != nil,
            !(sparesLoopback && request.clientAddress(trustsProxy: trustsProxy).isLoopback),
            let seconds = users?.take(user, now: SystemClock.monotonicMilliseconds)
        else { return }
        throw .tooMany("This user has sent too many requests.", retryAfterSeconds: seconds)
    }
}

/// How often each key may do something, with a burst at once.
///
/// The generic cell rate algorithm (ITU-T I.371): one number per key, the time at which it would
/// have no debt.
struct RateLimit<Key: Hashable & Sendable>: Sendable {
    private let interval: Int64
    private let tolerance: Int64
    private let limit: Int
    /// The number of keys at which those without debt are forgotten; grows while all have debt.
    private var threshold: Int
    private var clearAt: [Key: Int64] = [:]

    /// `limit`: keys remembered, unless more of them are in debt.
    ///
    /// `burst` is at least 1.
    init(_ uses: Int, perSeconds seconds: Int, burst: Int, keys limit: Int) {
        interval = max(Int64(seconds) * 1_000_000 / Int64(max(uses, 1)), 1)
        tolerance = interval * Int64(max(burst, 1))
        self.limit = limit
        threshold = limit
    }

    /// A number of uses per minute, all of which may come at once.
    init(perMinute uses: Int, keys limit: Int) {
        self.init(uses, perSeconds: 60, burst: uses, keys: limit)
    }

    /// Counts a use within the limit and returns nil; else returns the seconds to wait.
    ///
    /// `now` in milliseconds of a clock that only goes forward.
    mutating func take(_ key: Key, now: Int64) -> Int? {
        if let seconds = wait(key, now: now) { return seconds }
        charge(key, now: now)
        return nil
    }

    /// The seconds until another use is within the limit; nil if it is now.
    func wait(_ key: Key, now: Int64) -> Int? {
        let excess = clear(key, now: now * 1_000) - now * 1_000 - tolerance
        return excess > 0 ? Int((excess + 999_999) / 1_000_000) : nil
    }

    /// Counts uses, within the limit or not.
    mutating func charge(_ key: Key, uses: Int = 1, now: Int64) {
        let now = now * 1_000
        let clear = clear(key, now: now) + Int64(uses - 1) * interval
        if clearAt.count >= threshold {
            clearAt = clearAt.filter { $0.value > now }
            threshold = max(limit, 2 * clearAt.count)
        }
        clearAt[key] = clear
    }

    /// Takes back one use that was counted.
    mutating func giveBack(_ key: Key) {
        guard let clear = clearAt[key] else { return }
        clearAt[key] = clear - interval
    }

    /// The time at which the key will have no debt after another use.
    private func clear(_ key: Key, now: Int64) -> Int64 {
        max(clearAt[key] ?? now, now) + interval
    }
}

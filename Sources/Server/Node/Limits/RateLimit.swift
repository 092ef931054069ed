/// How often each key may do something, with a burst at once.
///
/// The generic cell rate algorithm (ITU-T I.371): one number per key, the time at which it would
/// have no debt.
struct RateLimit<Key: Hashable & Sendable>: Sendable {
    private let interval: Int64
    private let tolerance: Int64
    private let limit: Int
    /// How many keys make it look for those without debt; grows while they all have some.
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

    /// So many times a minute, all of them at once if need be.
    init(perMinute uses: Int, keys limit: Int) {
        self.init(uses, perSeconds: 60, burst: uses, keys: limit)
    }

    /// Counts one use; nil if it is within the limit, else the seconds to wait, without counting.
    ///
    /// `now` in milliseconds of a clock that only goes forward.
    mutating func take(_ key: Key, now: Int64) -> Int? {
        let now = now * 1_000
        let clear = max(clearAt[key] ?? now, now) + interval
        let excess = clear - now - tolerance
        guard excess <= 0 else { return Int((excess + 999_999) / 1_000_000) }
        if clearAt.count >= threshold {
            clearAt = clearAt.filter { $0.value > now }
            threshold = max(limit, 2 * clearAt.count)
        }
        clearAt[key] = clear
        return nil
    }
}

/// How often each key may do something: so many times a minute, all of them at once if need be.
///
/// The generic cell rate algorithm (ITU-T I.371): one number per key, the time at which it would
/// have no debt.
struct RateLimit<Key: Hashable & Sendable>: Sendable {
    private static var minute: Int64 { 60_000_000 }

    private let interval: Int64
    private let limit: Int
    /// How many keys make it look for those without debt; grows while they all have some.
    private var threshold: Int
    private var clearAt: [Key: Int64] = [:]

    /// `limit`: keys remembered, unless more of them are in debt.
    init(perMinute: Int, keys limit: Int) {
        interval = max(Self.minute / Int64(max(perMinute, 1)), 1)
        self.limit = limit
        threshold = limit
    }

    /// Counts one use; nil if it is within the limit, else the seconds to wait, without counting.
    ///
    /// `now` in milliseconds of a clock that only goes forward.
    mutating func take(_ key: Key, now: Int64) -> Int? {
        let now = now * 1_000
        let clear = max(clearAt[key] ?? now, now) + interval
        let excess = clear - now - Self.minute
        guard excess <= 0 else { return Int((excess + 999_999) / 1_000_000) }
        if clearAt.count >= threshold {
            clearAt = clearAt.filter { $0.value > now }
            threshold = max(limit, 2 * clearAt.count)
        }
        clearAt[key] = clear
        return nil
    }
}

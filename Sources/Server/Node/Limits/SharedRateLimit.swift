import Synchronization

/// A limit that all event loops count towards.
final class SharedRateLimit<Key: Hashable & Sendable>: Sendable {
    private let limit: Mutex<RateLimit<Key>>

    init(_ limit: RateLimit<Key>) {
        self.limit = Mutex(limit)
    }

    /// As `RateLimit.take`.
    func take(_ key: Key, now: Int64) -> Int? {
        limit.withLock { $0.take(key, now: now) }
    }
}

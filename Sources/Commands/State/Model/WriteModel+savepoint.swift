import Events

/// Changes that may be undone: those of a bulk's items that succeed or fail together.
extension WriteModel {
    /// From here on `rollBack` undoes what is appended.
    package mutating func setSavepoint() { kept = [] }

    /// Undoes everything that was appended since the savepoint, which then is gone.
    ///
    /// What was loaded since stays, as it was loaded.
    package mutating func rollBack() {
        for stream in kept ?? [] { withCache(of: stream, Restore()) }
        kept = nil
    }

    /// Keeps everything that was appended since the savepoint, which then is gone.
    package mutating func releaseSavepoint() {
        for stream in kept ?? [] { withCache(of: stream, Release()) }
        kept = nil
    }

    /// Keeps the states that the event is about to change: that of its stream and, of a debit, that
    /// of its transfer.
    mutating func keepAll(changedBy new: NewEvent) {
        keep(new.stream)
        if case .account(.debited(let posting)) = new.event { keep(.transfer(posting.transfer)) }
    }

    private mutating func keep(_ stream: StreamID) {
        if withCache(of: stream, Keep()) { kept?.append(stream) }
    }
}

private struct Keep: CacheUse {
    func callAsFunction<Key, State>(_ key: Key, _ cache: inout EntityCache<Key, State>) -> Bool {
        cache.keep(key)
    }
}

private struct Restore: CacheUse {
    func callAsFunction<Key, State>(_ key: Key, _ cache: inout EntityCache<Key, State>) {
        cache.restore(key)
    }
}

private struct Release: CacheUse {
    func callAsFunction<Key, State>(_ key: Key, _ cache: inout EntityCache<Key, State>) {
        cache.release(key)
    }
}

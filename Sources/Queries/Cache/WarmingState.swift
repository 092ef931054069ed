/// Whether the cache is being warmed, and how often it was.
struct WarmingState: Sendable {
    private var isRunning = false
    private(set) var completed: UInt64 = 0
    private(set) var failed: UInt64 = 0

    /// False if it is being warmed already.
    mutating func begin() -> Bool {
        if isRunning { return false }
        isRunning = true
        return true
    }

    mutating func end(completed isComplete: Bool) {
        isRunning = false
        if isComplete { completed += 1 } else { failed += 1 }
    }
}

import Dispatch
import Synchronization

/// A thread that does the same work again and again until it is stopped.
package final class Periodic: Sendable {
    private let wake = DispatchSemaphore(value: 0)
    private let isStopping = Atomic(false)
    private let thread: Mutex<NamedThread?> = Mutex(nil)

    package init() {
    }

    /// Calls `work` after each pause, in milliseconds, and at once when it is poked.
    ///
    /// `work` returns how long to pause, or nil for the usual time.
    package func start(
        named name: String,
        everyMilliseconds pause: Int,
        _ work: @escaping @Sendable () -> Int?
    ) {
        let thread = NamedThread(named: name) { [self] in
            var next = pause
            while true {
                _ = wake.wait(timeout: .now() + .milliseconds(next))
                if isStopping.load(ordering: .acquiring) { return }
                next = work() ?? pause
            }
        }
        self.thread.withLock { $0 = thread }
    }

    /// Ends the pause.
    package func poke() {
        wake.signal()
    }

    /// Waits for the current work and ends the thread.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        wake.signal()
        let thread = self.thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }
}

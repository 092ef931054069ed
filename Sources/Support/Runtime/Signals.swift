import Glibc
import Text

/// SIGINT and SIGTERM, received by a thread that waits for them instead of a handler.
package struct Signals {
    /// C's set is on the heap, where its imported size does no harm.
    private let set: UnsafeMutablePointer<sigset_t>

    /// To be called before any other thread is started, since threads inherit the blocked signals.
    package init() {
        set = .allocate(capacity: 1)
        sigemptyset(set)
        sigaddset(set, SIGINT)
        sigaddset(set, SIGTERM)
        // A shell starts background jobs with SIGINT ignored, and what is ignored is never waited
        // for.
        signal(SIGINT, SIG_DFL)
        pthread_sigmask(SIG_BLOCK, set, nil)
    }

    /// Waits for one of the signals.
    package func wait() {
        var signal: Int32 = 0
        while sigwait(set, &signal) != 0 {}
    }

    /// Waits for one of the signals, at most so long; returns whether one came.
    package func wait(milliseconds: Int64) -> Bool {
        var time = timespec()
        time.tv_sec = Int(milliseconds / 1_000)
        time.tv_nsec = Int(milliseconds % 1_000) * 1_000_000
        return sigtimedwait(set, nil, &time) > 0
    }

    /// Calls `body` on its own thread at the first signal, and ends the process at another.
    package func watch(_ body: @escaping @Sendable () -> Void) {
        onThread { signals in
            signals.wait()
            body()
            signals.exitAtAnother()
        }
    }

    /// Ends the process at another signal, on its own thread.
    package func watchForAnother() {
        onThread { $0.exitAtAnother() }
    }

    /// Ends the process at a second signal, whose sender does not want to wait.
    ///
    /// A signal within a second is the same request: a terminal sends it to every process of a
    /// group, and a parent such as `timeout` or `make` then passes it on.
    private func exitAtAnother() {
        let first = SystemClock.monotonicMilliseconds
        repeat { wait() } while SystemClock.monotonicMilliseconds < first + Self.repeatMilliseconds
        _exit(130)
    }

    private func onThread(_ body: @escaping @Sendable (Signals) -> Void) {
        nonisolated(unsafe) let signals = self
        _ = NamedThread(named: "signals") { body(signals) }
    }

    private static let repeatMilliseconds: Int64 = 1_000
}

import Glibc

/// SIGINT and SIGTERM, taken by a thread that waits for them instead of by a handler.
struct Signals {
    /// C's set on the heap, where its imported size can't do harm.
    private let set: UnsafeMutablePointer<sigset_t>

    /// To be called before any other thread is started, since threads inherit what is blocked.
    init() {
        set = .allocate(capacity: 1)
        sigemptyset(set)
        sigaddset(set, SIGINT)
        sigaddset(set, SIGTERM)
        // A shell starts background jobs with SIGINT ignored, and what is ignored is never waited for.
        signal(SIGINT, SIG_DFL)
        pthread_sigmask(SIG_BLOCK, set, nil)
    }

    /// Waits for one of them.
    func wait() {
        var signal: Int32 = 0
        while sigwait(set, &signal) != 0 {}
    }

    /// Calls `body` on a thread of its own at the first one, and ends the process at the second.
    func watch(_ body: @escaping @Sendable () -> Void) {
        nonisolated(unsafe) let signals = self
        _ = ServiceThread(named: "signals") {
            signals.wait()
            body()
            signals.wait()
            _exit(130)
        }
    }
}

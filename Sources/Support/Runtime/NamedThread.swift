import Dispatch
import Glibc
import Synchronization

/// A thread for work that blocks, so that nothing blocks the cooperative pool.
package struct NamedThread: Sendable {
    private let handle: pthread_t

    /// The system's tools show `name`: at most 15 bytes.
    package init(named name: String, _ body: @escaping @Sendable () -> Void) {
        let start = Unmanaged.passRetained(ThreadStart(name: name, body: body))
        var handle = pthread_t()
        let status = pthread_create(&handle, nil, threadMain, start.toOpaque())
        precondition(status == 0, "the system gives no thread: \(status)")
        self.handle = handle
    }

    /// Waits for the thread's end; to be called once per thread.
    package func join() {
        pthread_join(handle, nil)
    }
}

private final class ThreadStart: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

/// A function at file scope, since a closure in an actor-isolated place would trap on another
/// thread.
private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    setThreadName(start.name)
    start.body()
    return nil
}

/// Sets the name through /proc, since Glibc's module lacks `pthread_setname_np`.
///
/// A failure is ignored: the thread works without a name.
private func setThreadName(_ name: String) {
    let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, name, name.utf8.count)
    close(file)
}

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

/// A flag that any thread sets once and others read.
package final class Flag: Sendable {
    private let value = Atomic(false)

    package init() {
    }

    package var isSet: Bool { value.load(ordering: .relaxed) }

    package func set() {
        value.store(true, ordering: .relaxed)
    }
}

import CLinux
import Glibc

/// A thread that runs one loop until it ends.
struct LoopThread: Sendable {
    private let thread: pthread_t

    /// Starts the thread; it takes over the descriptors of `setup`.
    init(_ setup: LoopSetup) throws(ListenError) {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(setup)
        let code = pthread_create(&thread, nil, runLoop, argument.toOpaque())
        guard code == 0 else {
            argument.release()
            throw .system(call: "pthread_create", errno: code)
        }
        self.thread = thread
    }

    func join() {
        pthread_join(thread, nil)
    }
}

/// The thread's body; at file scope, where no actor claims it.
private func runLoop(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let setup = Unmanaged<LoopSetup>.fromOpaque(argument).takeRetainedValue()
    _ = clinux_name_thread("http-\(setup.index)")
    EventLoop(setup).run()
    return nil
}

import Glibc

/// An exclusive lock on a file, across processes; gone when its holder ends.
struct FileLock {
    private let descriptor: Int32

    /// Waits until the lock is free.
    init(_ path: String) throws(PrivateServerError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("\(path) can't be opened: \(systemReason())") }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let reason = systemReason()
                close(descriptor)
                throw .system("\(path) can't be locked: \(reason)")
            }
        }
    }

    func release() {
        close(descriptor)
    }
}

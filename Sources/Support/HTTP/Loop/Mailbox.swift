import CLinux
import Glibc
import Synchronization

/// What other threads tell a loop; the only state that it shares.
final class Mailbox: Sendable {
    struct Mail: Sendable {
        var completions: [Completion] = []
        /// For streams that those completions, or earlier ones, have begun.
        var pushes: [Push] = []
        /// Set once: how long the loop may take to end.
        var stopGraceMilliseconds: Int64?

        var isEmpty: Bool { completions.isEmpty && pushes.isEmpty }
    }

    /// The eventfd that wakes the loop.
    let descriptor: Int32
    private let mail = Mutex(Mail())
    private let published = Mutex(ServerCounters())

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    func post(_ completions: [Completion]) {
        let wasEmpty = mail.withLock { mail in
            let wasEmpty = mail.isEmpty
            if mail.completions.isEmpty {
                mail.completions = completions
            } else {
                mail.completions.append(contentsOf: completions)
            }
            return wasEmpty
        }
        // Whoever filled the empty box has woken the loop for all that follow.
        if wasEmpty { wake() }
    }

    func post(_ pushes: [Push]) {
        let wasEmpty = mail.withLock { mail in
            let wasEmpty = mail.isEmpty
            mail.pushes.append(contentsOf: pushes)
            return wasEmpty
        }
        if wasEmpty { wake() }
    }

    func post(stopGraceMilliseconds: Int64) {
        mail.withLock { $0.stopGraceMilliseconds = stopGraceMilliseconds }
        wake()
    }

    /// Everything posted so far; resets the eventfd first, so that no later post goes unnoticed.
    func take() -> Mail {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        return mail.withLock { mail in
            let taken = mail
            mail = Mail()
            return taken
        }
    }

    func publish(_ counters: ServerCounters) {
        published.withLock { $0 = counters }
    }

    var counters: ServerCounters {
        published.withLock { $0 }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }
}

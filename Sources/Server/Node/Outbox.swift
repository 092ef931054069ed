import HTTP
import Synchronization

/// Where answers go that are made away from an event loop.
///
/// The server is bound later, since it is made after those who answer.
package final class Outbox: Sendable {
    private let server = Mutex<HTTP.Server?>(nil)

    package init() {
    }

    package func bind(_ server: HTTP.Server) {
        self.server.withLock { $0 = server }
    }

    package func complete(_ completions: [Completion]) {
        guard !completions.isEmpty, let server = server.withLock({ $0 }) else { return }
        server.complete(completions)
    }

    func push(_ pushes: [Push]) {
        guard !pushes.isEmpty, let server = server.withLock({ $0 }) else { return }
        server.push(pushes)
    }
}

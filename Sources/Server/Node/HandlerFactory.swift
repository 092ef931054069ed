import HTTP
import Synchronization

/// Makes a handler for each event loop.
///
/// The service is bound later, since it is made after the server.
final class HandlerFactory: Sendable {
    private let service = Mutex<Service?>(nil)

    func bind(_ service: Service) {
        self.service.withLock { $0 = service }
    }

    func make(loop: Int) -> any Handler {
        guard let service = service.withLock({ $0 }) else {
            preconditionFailure("the server was started before the service was bound")
        }
        return LoopHandler(service)
    }
}

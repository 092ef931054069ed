import API
import HTTP
import Operations
import Runtime
import Settings
import Synchronization

/// Answers what operators ask at a port of their own, and nothing else.
final class OperationsHandler: Handler {
    private let routes: RouteTable
    private let operations: Operations

    init(_ service: Service) {
        routes = service.routes
        operations = service.operations
    }

    func handle(
        _ request: borrowing Request,
        _ ticket: Ticket,
        _ response: inout ResponseBuffer
    ) -> Disposition {
        response.send(answer(request))
        return .answered
    }

    func turnEnded() {}

    private func answer(_ request: borrowing Request) -> Response {
        if case .found(let route, _) = routes.match(request.method, request.path),
            case .operations(let page) = route.work
        {
            return operations.answer(page)
        }
        return Response(
            Problem(.notFound, "This port has /health, /ready and /metrics. The API is at another.")
        )
    }
}

/// Notices a proxy on this machine that is not trusted: then everybody is taken for the operator,
/// and no limit per address holds.
///
/// One for all event loops, so that the warning comes once.
final class ProxyWatch: Sendable {
    private let isWatching: Atomic<Bool>

    init(_ configuration: Configuration) {
        isWatching = Atomic(configuration.trustProxy == 0)
    }

    /// Writes a line at the first request that such a proxy has sent on, whatever it asks for.
    func look(at request: borrowing Request) {
        if notices(request) { Self.warning.write() }
    }

    /// Whether it is the first such request.
    func notices(_ request: borrowing Request) -> Bool {
        guard isWatching.load(ordering: .relaxed), request.peer.isLoopback,
            request.header("x-forwarded-for") != nil
        else { return false }
        return isWatching.exchange(false, ordering: .relaxed)
    }

    private static var warning: LogLine {
        LogLine(.warning, "a proxy on this machine is not trusted").with(
            "detail",
            "A request from this machine has X-Forwarded-For. Set TALLY_TRUST_PROXY=1 if your proxy "
                + "sets it: without it, limits per address count all clients of the proxy as one, or "
                + "not at all."
        )
    }
}

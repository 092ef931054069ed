import Dispatch
import Glibc
import HTTP
import Synchronization

/// A server on a free port whose answers a test controls.
///
/// `/echo…` answers with target and body, `/big/N` with N bytes, `/silent` not at all, and
/// `/later…` waits until the test completes it by its target.
final class TestServer {
    let server: Server
    private let desk: Desk

    var port: UInt16 { server.port }

    init(_ change: (inout Configuration) -> Void = { _ in }) throws {
        var configuration = Configuration()
        configuration.tickMilliseconds = 20
        change(&configuration)
        let desk = Desk()
        self.desk = desk
        server = Server(configuration) { _ in DeskHandler(desk) }
        try server.start()
    }

    deinit {
        server.stop(graceMilliseconds: 0)
    }

    func client(receiveBuffer: Int32? = nil) throws -> Client {
        try Client(port: port, receiveBuffer: receiveBuffer, keeping: self)
    }

    /// The ticket of a deferred request, as soon as the handler saw it.
    func ticket(_ path: String) -> Ticket? {
        desk.ticket(path)
    }

    /// Answers deferred requests with their own targets, in the order given.
    func complete(_ paths: [String]) {
        let completions = paths.compactMap { path in
            ticket(path).map {
                Completion(ticket: $0, response: Response(.ok, body: Array(path.utf8)))
            }
        }
        server.complete(completions)
    }

    /// Waits for what has no event to wait for; the loop's turns bound it, ten seconds fail it.
    func eventually(_ condition: (ServerCounters) -> Bool) -> Bool {
        let end = DispatchTime.now() + .seconds(10)
        while DispatchTime.now() < end {
            if condition(server.counters) { return true }
            sched_yield()
        }
        return false
    }
}

/// Where the handler leaves the tickets of deferred requests for the test's thread.
private final class Desk: Sendable {
    private let tickets = Mutex<[String: Ticket]>([:])
    private let arrivals = DispatchSemaphore(value: 0)

    func leave(_ path: String, _ ticket: Ticket) {
        tickets.withLock { $0[path] = ticket }
        arrivals.signal()
    }

    func ticket(_ path: String) -> Ticket? {
        while true {
            if let ticket = tickets.withLock({ $0[path] }) { return ticket }
            if arrivals.wait(timeout: .now() + .seconds(10)) == .timedOut { return nil }
        }
    }
}

private final class DeskHandler: Handler {
    private let desk: Desk
    private var left: [(String, Ticket)] = []

    init(_ desk: Desk) {
        self.desk = desk
    }

    func handle(
        _ request: borrowing Request,
        _ ticket: Ticket,
        _ response: inout ResponseBuffer
    ) -> Disposition {
        var target = String(decoding: request.path, as: UTF8.self)
        if !request.query.isEmpty { target += "?" + String(decoding: request.query, as: UTF8.self) }
        if target.hasPrefix("/later") {
            left.append((target, ticket))
            return .deferred
        }
        if target == "/silent" { return .answered }
        if target.hasPrefix("/big/") {
            let bytes = [UInt8](repeating: 120, count: Int(target.dropFirst(5)) ?? 0)
            response.send(Response(.ok, body: bytes))
            return .answered
        }
        if let agent = request.header("user-agent") {
            target += " by " + String(decoding: agent, as: UTF8.self)
        }
        let body = Array(target.utf8) + Array(request.body)
        response.send(
            Response(.ok, contentType: ContentType("text/plain; charset=utf-8"), body: body)
        )
        return .answered
    }

    func turnEnded() {
        for (path, ticket) in left { desk.leave(path, ticket) }
        left.removeAll()
    }
}

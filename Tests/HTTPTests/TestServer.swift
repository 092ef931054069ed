import Dispatch
import Glibc
import HTTP
import Synchronization
import TestSupport

/// A server on a free port whose answers a test controls.
///
/// `/echo…` answers with target and body, `/big/N` with N bytes, `/silent` not at all,
/// `/dropped` ends the connection, and
/// `/later…` waits until the test completes it by its target; `/stream…` begins a stream with
/// `hi`, and `/download…` a document with `first`.
final class TestServer {
    let server: Server
    private let desk: Desk

    var port: UInt16 { server.port }

    init(_ change: (inout HTTPOptions) -> Void = { _ in }) throws {
        var configuration = HTTPOptions()
        configuration.tickMilliseconds = 20
        change(&configuration)
        let desk = Desk()
        self.desk = desk
        server = Server(configuration)
        try server.start { _ in DeskHandler(desk) }
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

    /// Answers deferred requests with streams.
    func beginStreams(_ paths: [String]) {
        let completions = paths.compactMap { path in
            ticket(path).map { Completion(ticket: $0, response: deskStream) }
        }
        server.complete(completions)
    }

    /// Waits until the handler knows that the stream has ended.
    func ended(_ path: String) -> Bool {
        desk.wait { $0.ended.contains(path) }
    }

    /// Waits until the handler knows that all of the stream is sent.
    func waitUntilSent(_ path: String) -> Bool {
        desk.wait { $0.sent[path] != nil }
    }

    /// How often the handler was called because all of the stream was sent.
    func sentCount(_ path: String) -> Int {
        desk.count(path)
    }

    /// Polls for a condition without an event; false if it does not come true in two minutes.
    ///
    /// Called within `#expect`, which shows the condition.
    func eventually(_ condition: (ServerCounters) -> Bool) -> Bool {
        (try? wait(until: "the counters are so") { condition(server.counters) }) != nil
    }
}

/// Where the handler leaves the tickets of deferred requests for the test's thread.
private final class Desk: Sendable {
    struct Notes {
        var tickets: [String: Ticket] = [:]
        var ended: Set<String> = []
        var sent: [String: Int] = [:]
    }

    private let notes = Mutex(Notes())
    private let arrivals = DispatchSemaphore(value: 0)

    func leave(_ path: String, _ ticket: Ticket) {
        notes.withLock { $0.tickets[path] = ticket }
        arrivals.signal()
    }

    func ticket(_ path: String) -> Ticket? {
        guard wait({ $0.tickets[path] != nil }) else { return nil }
        return notes.withLock { $0.tickets[path] }
    }

    func streamEnded(_ ticket: Ticket) {
        notes.withLock { notes in
            for (path, known) in notes.tickets where known == ticket { notes.ended.insert(path) }
        }
        arrivals.signal()
    }

    func streamSent(_ ticket: Ticket) {
        notes.withLock { notes in
            for (path, known) in notes.tickets where known == ticket {
                notes.sent[path, default: 0] += 1
            }
        }
        arrivals.signal()
    }

    func count(_ path: String) -> Int {
        notes.withLock { $0.sent[path, default: 0] }
    }

    /// Two minutes at most.
    func wait(_ condition: (Notes) -> Bool) -> Bool {
        let end = DispatchTime.now() + .seconds(120)
        while !notes.withLock({ condition($0) }) {
            if arrivals.wait(timeout: end) == .timedOut { return false }
        }
        return true
    }
}

private let deskStream = Response.eventStream(Array("hi\n\n".utf8))

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
        if target.hasPrefix("/stream") {
            if !request.isHead { desk.leave(target, ticket) }
            response.send(deskStream)
            return .answered
        }
        if target.hasPrefix("/download") {
            if !request.isHead { desk.leave(target, ticket) }
            response.send(
                .download(contentType: .json, fields: [], body: Array("first".utf8))
            )
            return .answered
        }
        if target == "/silent" { return .answered }
        if target == "/dropped" { return .dropped }
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

    func fieldsOfRefusal(origin: UnsafeRawBufferPointer?) -> [UInt8] {
        let value = origin.map { String(decoding: $0, as: UTF8.self) } ?? "nobody"
        return Array("X-Refused: \(value)\r\n".utf8)
    }

    func streamEnded(_ ticket: Ticket) {
        desk.streamEnded(ticket)
    }

    func streamSent(_ ticket: Ticket) {
        desk.streamSent(ticket)
    }

    func turnEnded() {
        for (path, ticket) in left { desk.leave(path, ticket) }
        left.removeAll()
    }
}

import TestSupport
import Testing

@testable import HTTP

@Suite(.patient)
struct OrderTests {
    private func requests(_ paths: [String]) -> String {
        paths.map { "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
    }

    @Test func `pipelined requests are answered in order`() throws {
        let server = try TestServer()
        let client = try server.client()
        let paths = (0..<500).map { "/echo/\($0)" }
        client.send(requests(paths))
        for path in paths { #expect(try client.answer().body == path) }
    }

    @Test func `deferred answers are sent in the order of their requests`() throws {
        let server = try TestServer()
        let client = try server.client()
        let paths = ["/later/0", "/echo/1", "/later/2", "/later/3", "/echo/4"]
        client.send(requests(paths))
        server.complete(["/later/3", "/later/2"])
        server.complete(["/later/0"])
        for path in paths { #expect(try client.answer().body == path) }
    }

    @Test func `no answer overtakes an unanswered request`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send(requests(["/later/0", "/echo/1", "/later/2"]))
        server.complete(["/later/2"])
        _ = try server.client().get("/echo")
        #expect(!client.isReadable())
        server.complete(["/later/0"])
        for path in ["/later/0", "/echo/1", "/later/2"] {
            #expect(try client.answer().body == path)
        }
    }

    @Test func `a refusal waits for earlier answers`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send(requests(["/later"]) + "GET / HTTP/1.1\r\n\r\n")
        server.complete(["/later"])
        let first = try client.answer()
        #expect(first.body == "/later")
        #expect(first.header("connection") == nil)
        let second = try client.answer()
        #expect(second.status == 400)
        #expect(second.header("connection") == "close")
        #expect(try client.isEnded())
    }

    @Test func `a second answer to one request is dropped`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send(requests(["/later"]))
        server.complete(["/later", "/later"])
        server.complete(["/later"])
        #expect(try client.answer().body == "/later")
        #expect(try client.get("/echo").body == "/echo")
    }

    @Test func `a limited number of requests waits, and the others follow`() throws {
        let server = try TestServer { $0.pipelined = 4 }
        let client = try server.client()
        let paths = (0..<40).map { "/later/\($0)" }
        client.send(requests(paths))
        #expect(server.ticket("/later/3") != nil)
        _ = try server.client().get("/echo")
        #expect(server.eventually { $0.requests == 5 })
        for path in paths {
            server.complete([path])
            #expect(try client.answer().body == path)
        }
    }

    @Test func `answers that wait for an earlier one have a limit in bytes too`() throws {
        let server = try TestServer { $0.unsentBytes = 100_000 }
        let client = try server.client()
        let big = (0..<30).map { _ in "/big/65536" }
        client.send(requests(["/later"] + big))
        #expect(server.ticket("/later") != nil)
        _ = try server.client().get("/echo")
        // The deferred one, two that reach the limit, and the other client's.
        #expect(server.eventually { $0.requests == 4 })
        server.complete(["/later"])
        #expect(try client.answer().body == "/later")
        for _ in big { #expect(try client.answer().body.utf8.count == 65_536) }
    }

    @Test func `held input is parsed when only the socket has more`() throws {
        let server = try TestServer { $0.pipelined = 1 }
        let client = try server.client()
        let filler = String(repeating: "x", count: 60_000)
        for number in 0..<4 {
            client.send(
                "POST /later/\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n"
                    + filler
            )
        }
        for number in 0..<4 {
            server.complete(["/later/\(number)"])
            #expect(try client.answer().body == "/later/\(number)")
        }
    }

    @Test func `an answer never reaches a later connection with the same descriptor`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send(requests(["/later"]))
        let ticket = try #require(server.ticket("/later"))
        // As if an earlier connection with the descriptor had sent a request and gone.
        let stale = Ticket(
            loop: ticket.loop,
            descriptor: ticket.descriptor,
            generation: ticket.generation &- 1,
            sequence: ticket.sequence
        )
        let unknown = Ticket(
            loop: 7,
            descriptor: 1 << 20,
            generation: ticket.generation,
            sequence: 9
        )
        let wrong = Response(.ok, body: Array("wrong".utf8))
        server.server.complete([
            Completion(ticket: stale, response: wrong),
            Completion(ticket: unknown, response: wrong),
        ])
        server.complete(["/later"])
        #expect(try client.answer().body == "/later")
    }

    @Test func `a client that has gone before its answer does no harm`() throws {
        let server = try TestServer()
        var client: Client? = try server.client()
        client?.send(requests(["/later", "/later/2"]))
        #expect(server.ticket("/later/2") != nil)
        client = nil
        server.complete(["/later"])
        server.complete(["/later/2"])
        #expect(server.eventually { $0.connections == 0 })
    }

    @Test func `loops share a port, and each gets its own answers`() throws {
        let server = try TestServer { $0.loops = 3 }
        let clients = try (0..<30).map { _ in try server.client() }
        for (number, client) in clients.enumerated() {
            client.send(requests(["/later/\(number)"]))
        }
        server.complete((0..<30).map { "/later/\($0)" })
        for (number, client) in clients.enumerated() {
            #expect(try client.answer().body == "/later/\(number)")
        }
    }
}

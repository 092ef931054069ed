import TestSupport
import Testing

@testable import HTTP

@Suite(.patient)
struct DeadlineTests {
    @Test func `a connection without a request is closed without an answer`() throws {
        let server = try TestServer { $0.firstRequestMilliseconds = 60 }
        #expect(try server.client().isEnded())
        #expect(server.eventually { $0.timedOut == 1 && $0.connections == 0 })
    }

    @Test func `an idle connection is closed without an answer`() throws {
        let server = try TestServer { $0.idleMilliseconds = 60 }
        let client = try server.client()
        #expect(try client.get("/echo").status == 200)
        #expect(try client.isEnded())
    }

    @Test(arguments: [
        "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc",
    ])
    func `a first request that stops halfway times out`(_ part: String) throws {
        let server = try TestServer { $0.firstRequestMilliseconds = 60 }
        let client = try server.client()
        client.send(part)
        let answer = try client.answer()
        #expect(answer.status == 408)
        #expect(answer.header("connection") == "close")
        #expect(try client.isEnded())
    }

    @Test func `single bytes do not extend the deadline of a head`() throws {
        let server = try TestServer { $0.requestMilliseconds = 60 }
        let client = try server.client()
        #expect(try client.get("/echo").status == 200)
        client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ")
        // Fewer bytes than a head may have, so that only the deadline ends it.
        for _ in 0..<4_000 where !client.isReadable(milliseconds: 1) { client.send("x") }
        #expect(try client.answer().status == 408)
        #expect(server.eventually { $0.requests == 1 })
    }

    @Test func `single bytes do not extend the deadline of a body`() throws {
        let server = try TestServer { $0.firstRequestMilliseconds = 60 }
        let client = try server.client()
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n")
        try wait(until: "the body's deadline has passed") {
            client.send("x")
            return client.isReadable(milliseconds: 1)
        }
        #expect(try client.answer().status == 408)
    }

    @Test func `a connection that waits for a deferred answer is not idle`() throws {
        let server = try TestServer {
            $0.idleMilliseconds = 20
            $0.requestMilliseconds = 20
            $0.firstRequestMilliseconds = 200
        }
        let client = try server.client()
        client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(server.ticket("/later") != nil)
        // Another connection's end shows that more than the deadlines passed.
        #expect(try server.client().isEnded())
        server.complete(["/later"])
        #expect(try client.answer().body == "/later")
    }

    @Test func `the server reads no more from a client that never reads`() throws {
        let server = try TestServer { $0.unsentBytes = 100_000 }
        let client = try server.client(receiveBuffer: 4096)
        let count = 400
        for _ in 0..<count { client.send("GET /big/65536 HTTP/1.1\r\nHost: a\r\n\r\n") }
        _ = try server.client().get("/echo")
        _ = try server.client().get("/echo")
        // Its socket takes a few megabytes at most, and the connection 100 kB and one answer.
        #expect(server.server.counters.requests < count / 2)
        for _ in 0..<count { #expect(try client.answer().body.utf8.count == 65_536) }
    }

    @Test func `a write without progress ends the connection`() throws {
        let server = try TestServer {
            $0.unsentBytes = 100_000
            $0.writeMilliseconds = 60
        }
        let client = try server.client(receiveBuffer: 4096)
        for _ in 0..<400 { client.send("GET /big/65536 HTTP/1.1\r\nHost: a\r\n\r\n") }
        #expect(server.eventually { $0.timedOut == 1 && $0.connections == 0 })
    }

    @Test func `a refused client that keeps sending is cut off`() throws {
        let server = try TestServer {
            $0.drainBytes = 100_000
            $0.drainMilliseconds = 60_000
        }
        let client = try server.client()
        client.send("nonsense\r\n")
        let more = String(repeating: "x", count: 65_536)
        try wait(until: "the connection takes no more") { !client.send(more) }
        #expect(server.eventually { $0.connections == 0 })
    }

    @Test func `a refused client that stays silent is cut off`() throws {
        let server = try TestServer { $0.drainMilliseconds = 60 }
        let client = try server.client()
        client.send("nonsense\r\n")
        #expect(try client.answer().status == 400)
        #expect(server.eventually { $0.connections == 0 })
    }
}

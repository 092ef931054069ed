import Dispatch
import Glibc
import TestSupport
import Testing

@testable import HTTP

@Suite(.patient)
struct StreamTests {
    private func push(
        _ server: TestServer,
        _ path: String,
        _ text: String,
        isLast: Bool = false
    ) throws {
        let ticket = try #require(server.ticket(path))
        server.server.push([Push(ticket: ticket, bytes: Array(text.utf8), isLast: isLast)])
    }

    @Test(arguments: ["/stream", "/later-stream"])
    func `a stream begins at once and continues with pushes`(_ path: String) throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        if path == "/later-stream" { server.beginStreams([path]) }
        let head = try client.answer()
        #expect(head.status == 200)
        #expect(head.header("content-type") == "text/event-stream")
        #expect(head.header("cache-control") == "no-store")
        #expect(head.header("x-accel-buffering") == "no")
        #expect(head.header("connection") == "close")
        #expect(head.header("content-length") == nil)
        #expect(try client.read(4) == "hi\n\n")
        try push(server, path, "data: 1\n\n")
        #expect(try client.read(9) == "data: 1\n\n")
        try push(server, path, "data: 2\n\n", isLast: true)
        #expect(try client.read(9) == "data: 2\n\n")
        #expect(try client.isEnded())
        #expect(server.ended(path))
        #expect(server.eventually { $0.streams == 0 })
    }

    @Test func `a stream continues for a client that closes after each answer`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /stream HTTP/1.0\r\n\r\n")
        #expect(try client.answer().status == 200)
        #expect(try client.read(4) == "hi\n\n")
        try push(server, "/stream", "data: 1\n\n")
        #expect(try client.read(9) == "data: 1\n\n")
    }

    @Test func `a HEAD request gets the head of a stream and keeps its connection`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = try client.answer(isHead: true)
        #expect(head.header("content-type") == "text/event-stream")
        #expect(try client.get("/echo").body == "/echo")
    }

    @Test func `no deadline of requests ends a stream`() throws {
        let server = try TestServer {
            $0.idleMilliseconds = 20
            $0.requestMilliseconds = 20
            $0.firstRequestMilliseconds = 60
        }
        let client = try server.client()
        client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try client.answer()
        // Another connection's end shows that more than the deadlines passed.
        #expect(try server.client().isEnded())
        try push(server, "/stream", "data: 1\n\n")
        #expect(try client.read(13) == "hi\n\ndata: 1\n\n")
    }

    @Test func `a client that does not read is cut off and delays no others`() throws {
        let server = try TestServer { $0.streamBytes = 100_000 }
        let slow = try server.client(receiveBuffer: 4096)
        slow.send("GET /stream/slow HTTP/1.1\r\nHost: a\r\n\r\n")
        let quick = try server.client()
        quick.send("GET /stream/quick HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try quick.answer()
        #expect(try quick.read(4) == "hi\n\n")
        let much = String(repeating: "x", count: 50_000)
        try wait(until: "the client that does not read is cut off") {
            try push(server, "/stream/slow", much)
            try push(server, "/stream/quick", "data: 1\n\n")
            #expect(try quick.read(9) == "data: 1\n\n")
            return server.server.counters.streamsDropped > 0
        }
        #expect(server.ended("/stream/slow"))
        #expect(server.eventually { $0.streams == 1 && $0.connections == 1 })
    }

    @Test func `a stream that makes no progress is cut off and counted`() throws {
        let server = try TestServer {
            $0.writeMilliseconds = 60
            $0.streamBytes = 100_000_000
        }
        let client = try server.client(receiveBuffer: 4096)
        client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        try push(server, "/stream", String(repeating: "x", count: 50_000_000))
        // By the loop's deadline or the kernel's, whichever is first.
        #expect(server.eventually { $0.streams == 0 && $0.connections == 0 })
        #expect(server.eventually { $0.streamsDropped == 1 })
        #expect(server.ended("/stream"))
    }

    @Test func `a push can ask for a report when all is sent`() throws {
        let server = try TestServer { $0.streamBytes = 100_000_000 }
        let client = try server.client(receiveBuffer: 4096)
        client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try client.answer()
        let ticket = try #require(server.ticket("/stream"))
        let bytes = [UInt8](repeating: 120, count: 20_000_000)
        server.server.push([Push(ticket: ticket, bytes: bytes, tellsWhenSent: true)])
        _ = try server.client().get("/echo")
        #expect(server.sentCount("/stream") == 0)
        _ = try client.read(bytes.count + 4)
        #expect(server.waitUntilSent("/stream"))
        #expect(server.sentCount("/stream") == 1)
    }

    @Test(arguments: [1, 2])
    func `the handler learns that a stream's client has gone`(_ loops: Int) throws {
        let server = try TestServer { $0.loops = loops }
        for number in 0..<8 {
            let client = try server.client()
            client.send("GET /stream/\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try client.answer()
        }
        for number in 0..<8 { #expect(server.ended("/stream/\(number)")) }
        #expect(server.eventually { $0.streams == 0 && $0.connections == 0 })
        for number in 0..<8 { try push(server, "/stream/\(number)", "data: 1\n\n") }
        #expect(try server.client().get("/echo").status == 200)
    }

    @Test func `the handler learns that a client has gone before its stream began`() throws {
        let server = try TestServer()
        do {
            let client = try server.client()
            client.send("GET /later-stream HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(server.ticket("/later-stream") != nil)
        }
        // A half-closed connection waits for its answer, and the stream ends where it begins.
        server.beginStreams(["/later-stream"])
        #expect(server.ended("/later-stream"))
        #expect(server.eventually { $0.streams == 0 && $0.connections == 0 })
    }

    @Test(arguments: ["GET /echo HTTP/1.1\r\nHost: a\r\n\r\n", "x"])
    func `bytes from the client end a stream`(_ more: String) throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n" + more)
        #expect(try client.answer().status == 200)
        #expect(try client.read(4) == "hi\n\n")
        #expect(try client.isEnded())
        #expect(server.ended("/stream"))

        let later = try server.client()
        later.send("GET /stream/2 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try later.answer().status == 200)
        #expect(try later.read(4) == "hi\n\n")
        later.send(more)
        #expect(try later.isEnded())
        #expect(server.ended("/stream/2"))
        #expect(server.eventually { $0.requests == 2 })
    }

    @Test func `requests after a stream that begins late get no answer`() throws {
        let server = try TestServer()
        let client = try server.client()
        let end = " HTTP/1.1\r\nHost: a\r\n\r\n"
        client.send("GET /later-stream\(end)GET /later\(end)GET /echo\(end)GET /ec")
        #expect(server.ticket("/later") != nil)
        server.beginStreams(["/later-stream"])
        #expect(try client.answer().status == 200)
        #expect(try client.read(4) == "hi\n\n")
        #expect(try client.isEnded())
        server.complete(["/later"])
        #expect(server.ended("/later-stream"))
    }

    @Test func `a stream waits for the answers before it`() throws {
        let server = try TestServer()
        let client = try server.client()
        let end = " HTTP/1.1\r\nHost: a\r\n\r\n"
        client.send("GET /later\(end)GET /stream\(end)")
        try push(server, "/stream", "data: 1\n\n")
        server.complete(["/later"])
        #expect(try client.answer().body == "/later")
        #expect(try client.answer().header("content-type") == "text/event-stream")
        #expect(try client.read(13) == "hi\n\ndata: 1\n\n")
        try push(server, "/stream", "data: 2\n\n")
        #expect(try client.read(9) == "data: 2\n\n")
    }

    @Test func `a client that closes its side ends the stream`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try client.answer()
        #expect(try client.read(4) == "hi\n\n")
        client.endSending()
        #expect(try client.isEnded())
        #expect(server.ended("/stream"))
    }

    @Test func `a stop ends streams`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try client.answer()
        #expect(try client.read(4) == "hi\n\n")
        let stopped = DispatchSemaphore(value: 0)
        let edge = server.server
        DispatchQueue.global().async {
            edge.stop(graceMilliseconds: 10_000)
            stopped.signal()
        }
        #expect(try client.isEnded())
        client.endSending()
        #expect(stopped.wait(timeout: .now() + .seconds(10)) == .success)
        #expect(server.ended("/stream"))
    }
}

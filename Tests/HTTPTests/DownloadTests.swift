import TestSupport
import Testing

@testable import HTTP

/// Number 15: documents that are sent in parts, and what their clients see of an error.
@Suite(.patient) struct DownloadTests {
    private let end = " HTTP/1.1\r\nHost: a\r\n\r\n"

    private func push(
        _ server: TestServer,
        _ path: String,
        _ text: String,
        isLast: Bool = false,
        breaksOff: Bool = false
    ) throws {
        let ticket = try #require(server.ticket(path))
        let push = Push(
            ticket: ticket,
            bytes: Array(text.utf8),
            tellsWhenSent: true,
            isLast: isLast,
            breaksOff: breaksOff
        )
        server.server.push([push])
    }

    @Test func `the parts come as chunks, each once the one before it is sent`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /download" + end)
        let head = try client.answer()
        #expect(head.status == 200)
        #expect(head.header("transfer-encoding") == "chunked")
        #expect(head.header("content-length") == nil)
        #expect(head.header("connection") == "close")
        #expect(try client.read(10) == "5\r\nfirst\r\n")
        #expect(server.waitUntilSent("/download"))
        try push(server, "/download", "0123456789abcdefg")
        #expect(try client.read(23) == "11\r\n0123456789abcdefg\r\n")
        try push(server, "/download", "", isLast: true)
        #expect(try client.read(5) == "0\r\n\r\n")
        #expect(try client.isEnded())
        #expect(server.ended("/download"))
    }

    @Test(arguments: ["HTTP/1.1", "HTTP/1.0"])
    func `one that is broken off is reset, and has no last chunk`(_ version: String) throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /download \(version)\r\nHost: a\r\n\r\n")
        #expect(try client.answer().status == 200)
        _ = try client.read(5)
        #expect(server.waitUntilSent("/download"))
        try push(server, "/download", "", breaksOff: true)
        #expect(server.ended("/download"))
        #expect(client.isReset())
    }

    @Test func `a client of HTTP 1 0 gets the bytes as they are`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /download HTTP/1.0\r\n\r\n")
        #expect(try client.answer().header("transfer-encoding") == nil)
        #expect(try client.read(5) == "first")
        try push(server, "/download", "second", isLast: true)
        #expect(try client.read(6) == "second")
        #expect(try client.isEnded())
    }

    @Test func `a client that has ended its side gets the whole`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /download" + end)
        client.endSending()
        #expect(try client.answer().status == 200)
        #expect(try client.read(10) == "5\r\nfirst\r\n")
        try push(server, "/download", "x", isLast: true)
        #expect(try client.read(11) == "1\r\nx\r\n0\r\n\r\n")
    }

    @Test func `requests behind it get no answer and do not end it`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /download" + end + "GET /echo" + end)
        #expect(try client.answer().status == 200)
        #expect(try client.read(10) == "5\r\nfirst\r\n")
        client.send("GET /echo" + end)
        try push(server, "/download", "x", isLast: true)
        #expect(try client.read(11) == "1\r\nx\r\n0\r\n\r\n")
        #expect(server.eventually { $0.requests == 1 })
    }

    @Test func `a HEAD request gets its head alone`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("HEAD /download" + end)
        #expect(try client.answer(isHead: true).status == 200)
        #expect(try client.get("/echo").body == "/echo")
    }

    @Test func `a large part is not cut off as a slow reader of events is`() throws {
        let server = try TestServer { $0.streamBytes = 10_000 }
        let client = try server.client(receiveBuffer: 4_096)
        client.send("GET /download" + end)
        #expect(try client.answer().status == 200)
        _ = try client.read(10)
        try push(server, "/download", String(repeating: "x", count: 9_000_000), isLast: true)
        let text = try client.read(9_000_000 + 8 + 2 + 5)
        #expect(text.hasSuffix("x\r\n0\r\n\r\n"))
        #expect(server.server.counters.streamsDropped == 0)
    }
}

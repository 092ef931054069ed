import Glibc
import TestSupport
import Testing

@testable import HTTP

@Suite(.patient)
struct ConnectionTests {
    @Test func `a client that closes its side still gets its answers`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\nGET /later HTTP/1.1\r\nHost: a\r\n\r\n")
        client.endSending()
        #expect(try client.answer().body == "/echo")
        server.complete(["/later"])
        let last = try client.answer()
        #expect(last.body == "/later")
        #expect(last.header("connection") == "close")
        #expect(try client.isEnded())
        #expect(server.eventually { $0.connections == 0 })
    }

    @Test func `a client that closes within a request gets no answer`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /echo HTTP/1.1\r\nHo")
        client.endSending()
        #expect(try client.isEnded())
        #expect(server.server.counters.requests == 0)
    }

    @Test func `a full server makes others wait until a client has gone`() throws {
        let server = try TestServer { $0.maxConnections = 2 }
        var first: Client? = try server.client()
        let second = try server.client()
        #expect(try first?.get("/echo").status == 200)
        #expect(try second.get("/echo").status == 200)
        let third = try server.client()
        third.send("GET /echo/3 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(server.eventually { $0.acceptPauses > 0 })
        _ = try second.get("/echo")
        #expect(!third.isReadable())
        first = nil
        #expect(try third.answer().body == "/echo/3")
        #expect(server.eventually { $0.connections == 2 })
    }

    @Test func `an address with too many connections gets 429`() throws {
        let server = try TestServer { $0.maxConnectionsPerAddress = 1 }
        var first: Client? = try server.client()
        #expect(try first?.get("/echo").status == 200)
        let second = try server.client()
        #expect(try second.answer().status == 429)
        #expect(try second.isEnded())
        first = nil
        #expect(server.eventually { $0.connections == 0 })
        #expect(try server.client().get("/echo").status == 200)
    }

    @Test func `two thousand idle connections stay open and get answers`() throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        try #require(limit.rlim_cur > 5_000, "the test needs 5,000 descriptors")
        let server = try TestServer()
        let clients = try (0..<2_000).map { _ in try server.client() }
        #expect(server.eventually { $0.connections == 2_000 })
        for client in clients { client.send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n") }
        for client in clients { #expect(try client.answer().status == 200) }
        #expect(server.server.counters.connections == 2_000)
    }

    @Test func `a dropped request ends the connection after the earlier answers`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send(
            "GET /later HTTP/1.1\r\nHost: a\r\n\r\nGET /dropped HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        server.complete(["/later"])
        #expect(try client.answer().body == "/later")
        #expect(try client.isEnded())
    }
}

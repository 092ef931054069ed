import TestSupport
import Testing

@testable import HTTP

/// Paths that take larger bodies than others, within a bound over all connections.
@Suite(.patient) struct LargeBodyTests {
    private let server: TestServer

    init() throws {
        server = try TestServer { options in
            options.bodyBytes = 1_000
            options.largeBodyPaths = ["/echo/large"]
            options.largeBodyBytes = 300_000
            options.largeBodiesBytes = 400_000
        }
    }

    private func head(_ path: String, _ length: Int, method: String = "POST") -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n"
    }

    private func text(_ length: Int) -> String { String(repeating: "x", count: length) }

    @Test(arguments: [1_001, 100_000, 300_000])
    func `a larger body is read whole, and the connection goes on`(length: Int) throws {
        let client = try server.client()
        for _ in 0..<3 {
            client.send(head("/echo/large", length) + text(length))
            #expect(try client.answer().body == "/echo/large" + text(length))
            #expect(try client.get("/echo").body == "/echo")
        }
    }

    @Test func `a request after a larger body in the same bytes is answered`() throws {
        let client = try server.client()
        client.send(
            head("/echo/large", 200_000) + text(200_000) + "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        #expect(try client.answer().status == 200)
        #expect(try client.answer().body == "/echo")
    }

    @Test(arguments: [
        ("POST", "/echo/large", 300_001, "300000"), ("POST", "/echo", 1_001, "1000"),
        ("PUT", "/echo/large", 1_001, "1000"), ("POST", "/echo/larger", 1_001, "1000"),
    ])
    func `a body above the limit of its path is refused before it is read`(
        method: String,
        path: String,
        length: Int,
        limit: String
    ) throws {
        let client = try server.client()
        client.send(head(path, length, method: method))
        let answer = try client.answer()
        #expect(answer.status == 413)
        #expect(answer.body.contains("longer than \(limit) bytes"))
    }

    @Test func `all larger bodies that are read at once have a bound, and its place is free again`()
        throws
    {
        let first = try server.client()
        first.send(head("/echo/large", 300_000) + text(70_000))
        #expect(server.eventually { $0.connections == 1 })
        // Its head was read once a later request of another connection is answered.
        let second = try server.client()
        var refused: Client.Answer?
        #expect(
            server.eventually { _ in
                guard let other = try? server.client() else { return false }
                other.send(head("/echo/large", 100_001))
                guard other.isReadable(milliseconds: 20) else { return false }
                refused = try? other.answer()
                return refused?.status == 503
            }
        )
        #expect(refused?.header("retry-after") == "1")
        second.send(head("/echo/large", 1_000) + text(1_000))
        #expect(try second.answer().status == 200)
        first.send(text(230_000))
        #expect(try first.answer().status == 200)
        second.send(head("/echo/large", 300_000) + text(300_000))
        #expect(try second.answer().status == 200)
    }

    @Test func `a client that goes away gives its place back`() throws {
        do {
            let first = try server.client()
            first.send(head("/echo/large", 300_000) + text(70_000))
            #expect(server.eventually { $0.connections == 1 })
        }
        #expect(server.eventually { $0.connections == 0 })
        let second = try server.client()
        second.send(head("/echo/large", 300_000) + text(300_000))
        #expect(try second.answer().status == 200)
    }

    @Test func `one sender gets half of the room, others the rest`() {
        let bodies = LargeBodies(limit: 400)
        #expect(bodies.add(150, of: 1))
        #expect(!bodies.add(51, of: 1))
        #expect(bodies.add(50, of: 1))
        #expect(bodies.add(150, of: 2))
        #expect(!bodies.add(51, of: 3))
        bodies.remove(150, of: 1)
        #expect(bodies.add(151, of: 3))
    }

    @Test func `a single body may be larger than a sender's share`() {
        let bodies = LargeBodies(limit: 400)
        #expect(bodies.add(300, of: 1))
        #expect(!bodies.add(1, of: 1))
        bodies.remove(300, of: 1)
        #expect(bodies.add(1, of: 1))
        #expect(!bodies.add(400, of: 2))
    }

    @Test func `a client that asks first is told to send a larger body`() throws {
        let client = try server.client()
        client.send(
            "POST /echo/large HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                + "Content-Length: 100000\r\n\r\n"
        )
        #expect(try client.answer().status == 100)
        client.send(text(100_000))
        #expect(try client.answer().status == 200)
    }
}

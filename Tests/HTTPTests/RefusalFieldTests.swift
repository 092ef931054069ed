import TestSupport
import Testing

@testable import HTTP

/// Number 12: a page may read why the loop itself refuses its request.
@Suite(.patient) struct RefusalFieldTests {
    private static let long = String(repeating: "x", count: 9_000)

    @Test(
        arguments: [
            ("GET / HTTP/1.1\r\nHost: a\r\nOrigin: https://b\r\nX: \(long)\r\n\r\n", 431),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: \(long)\r\norigin:\thttps://b \r\n\r\n", 431),
            ("GET /\(long) HTTP/1.1\r\nHost: a\r\nORIGIN: https://b\r\n\r\n", 414),
            (
                "\r\nPOST / HTTP/1.1\r\nOrigin: https://b\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n",
                413
            ),
            ("POST / HTTP/1.1\nOrigin: https://b\nHost: a\n\n", 400),
        ])
    func `a refusal has the fields of its origin, wherever the request ends to be right`(
        request: String,
        status: Int
    ) throws {
        let client = try TestServer().client()
        client.send(request)
        let answer = try client.answer()
        #expect(answer.status == status)
        #expect(answer.header("x-refused") == "https://b")
    }

    @Test(
        arguments: [
            "GET / HTTP/1.1\r\nHost: a\r\nX-Origin: https://b\r\nX: \(long)\r\n\r\n",
            "GET / HTTP/1.1\r\nOrigin: https://b\r\nOrigin: https://b\r\nX: \(long)\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nOrigin: https://b\r\n",
            "\u{16}\u{03}\u{01}",
        ])
    func `a refusal of a request without one origin has those of no origin`(request: String) throws
    {
        let client = try TestServer().client()
        client.send(request)
        #expect(try client.answer().header("x-refused") == "nobody")
    }

    @Test func `a request that comes too slowly is refused with them`() throws {
        let server = try TestServer { $0.firstRequestMilliseconds = 50 }
        let client = try server.client()
        client.send("GET / HTTP/1.1\r\nOrigin: https://b\r\nHost")
        let answer = try client.answer()
        #expect(answer.status == 408)
        #expect(answer.header("x-refused") == "https://b")
    }

    @Test func `so is one of a client that has too many open`() throws {
        let server = try TestServer {
            $0.maxConnectionsPerAddress = 1
            $0.trustsProxy = true
        }
        let (first, second) = (try server.client(), try server.client())
        let head =
            "HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.1\r\nOrigin: https://b\r\n\r\n"
        first.send("GET /later \(head)")
        #expect(server.ticket("/later") != nil)
        second.send("GET /echo \(head)")
        let answer = try second.answer()
        #expect(answer.status == 429)
        #expect(answer.header("x-refused") == "https://b")
    }
}

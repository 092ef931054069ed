import TestSupport
import Testing

@testable import HTTP

/// Number 33: bytes that drip on a kept connection do not renew its deadline.
@Suite(.patient) struct DripTests {
    /// More than arrive before the deadline, at one byte a millisecond.
    private static let count = 3_000

    @Test(arguments: [
        ("GET /echo HTTP/1.1\r\nHost: a\r\nX: ", "\r\n\r\n"),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n", ""),
    ])
    func `a request that drips on a kept connection times out`(
        _ beginning: String,
        _ end: String
    ) throws {
        let server = try TestServer {
            $0.requestMilliseconds = 60
            $0.targetBytes = 4_000
        }
        let client = try server.client()
        #expect(try client.get("/echo").status == 200)
        client.send(beginning)
        // With a deadline that each byte renews, the request would become whole and be answered.
        for _ in 0..<Self.count where !client.isReadable(milliseconds: 1) { client.send("x") }
        if !client.isReadable() { client.send(end) }
        #expect(try client.answer().status == 408)
        #expect(try client.isEnded())
    }
}

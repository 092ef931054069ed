import TestSupport
import Testing

@testable import HTTP

/// Number 13: how much one address may take.
@Suite(.patient) struct ClientLimitTests {
    private func request(_ path: String, from client: String) -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: \(client)\r\n\r\n"
    }

    private func server(trustsProxy: Bool, spares: Bool = false) throws -> TestServer {
        try TestServer {
            $0.maxConnectionsPerAddress = 2
            $0.trustsProxy = trustsProxy
            $0.sparesLoopback = spares
        }
    }

    @Test func `open requests through a trusted proxy are counted by client`() throws {
        let server = try server(trustsProxy: true)
        let proxy = try (0..<5).map { _ in try server.client() }
        for number in 0..<2 {
            proxy[number].send(request("/later/\(number)", from: "198.51.100.1"))
            #expect(server.ticket("/later/\(number)") != nil)
        }
        proxy[2].send(request("/echo", from: "198.51.100.1"))
        let refused = try proxy[2].answer()
        #expect(refused.status == 429)
        #expect(refused.header("retry-after") == "1")
        #expect(refused.header("x-refused") == "nobody")
        // The connection is the proxy's, which goes on with other clients' requests.
        proxy[2].send(request("/echo", from: "198.51.100.2"))
        #expect(try proxy[2].answer().status == 200)
        server.complete(["/later/0"])
        #expect(try proxy[0].answer().status == 200)
        proxy[3].send(request("/echo", from: "198.51.100.1"))
        #expect(try proxy[3].answer().status == 200)
    }

    @Test func `a stream counts until it ends, and a client that goes away frees its place`() throws
    {
        let server = try server(trustsProxy: true)
        do {
            let streams = try (0..<2).map { _ in try server.client() }
            for (number, stream) in streams.enumerated() {
                stream.send(request("/stream/\(number)", from: "198.51.100.1"))
                #expect(try stream.answer().status == 200)
            }
            let third = try server.client()
            third.send(request("/stream/2", from: "198.51.100.1"))
            #expect(try third.answer().status == 429)
        }
        #expect(server.ended("/stream/0"))
        #expect(server.ended("/stream/1"))
        let later = try server.client()
        later.send(request("/stream/3", from: "198.51.100.1"))
        #expect(try later.answer().status == 200)
    }

    @Test func `a client that closes with a request open frees its place`() throws {
        let server = try server(trustsProxy: true)
        do {
            let clients = try (0..<2).map { _ in try server.client() }
            for (number, client) in clients.enumerated() {
                client.send(request("/later/\(number)", from: "198.51.100.1"))
                #expect(server.ticket("/later/\(number)") != nil)
            }
        }
        server.complete(["/later/0", "/later/1"])
        #expect(server.eventually { $0.connections == 0 })
        let next = try server.client()
        next.send(request("/echo", from: "198.51.100.1"))
        #expect(try next.answer().status == 200)
    }

    @Test func `without a proxy connections are counted, whatever a client says of itself`() throws
    {
        let server = try server(trustsProxy: false)
        let clients = try (0..<2).map { _ in try server.client() }
        for (number, client) in clients.enumerated() {
            client.send(request("/echo", from: "198.51.100.\(number)"))
            #expect(try client.answer().status == 200)
        }
        let third = try server.client()
        #expect(try third.answer().status == 429)
    }

    @Test func `a network of IPv6 is one client, whichever of its addresses it uses`() throws {
        let ledger = try #require(AddressLedger(limit: 2, total: 10, sparesLoopback: false))
        func address(_ text: String) throws -> Address { try #require(Address(text: text)) }
        #expect(ledger.admit(try address("2001:db8:1:2::1")))
        #expect(ledger.admit(try address("2001:db8:1:2:ffff::2")))
        #expect(!ledger.admit(try address("2001:db8:1:2::3")))
        #expect(ledger.admit(try address("2001:db8:1:3::1")))
        ledger.release(try address("2001:db8:1:2::1"))
        #expect(ledger.admit(try address("2001:db8:1:2::3")))
        #expect(!ledger.admit(try address("2001:db8:1:2::4")))
    }

    @Test func `this machine's own clients may be spared`() throws {
        let server = try server(trustsProxy: false, spares: true)
        let clients = try (0..<4).map { _ in try server.client() }
        for client in clients { #expect(try client.get("/echo").status == 200) }
    }
}

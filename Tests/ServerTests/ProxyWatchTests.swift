import TestSupport
import Testing

@testable import HTTP
@testable import Node
@testable import Settings

/// Number 16: a proxy on this machine that is not trusted.
@Suite(.patient) struct ProxyWatchTests {
    private func notices(
        _ watch: ProxyWatch,
        from peer: String = "127.0.0.1",
        _ field: String = "X-Forwarded-For: 192.0.2.1"
    ) throws -> Bool {
        let address = try #require(Address(text: peer))
        return try Array("GET /nothing HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n".utf8)
            .withUnsafeBytes { bytes in
                var parser = HeadParser(HTTPOptions())
                let head = try #require(try parser.parse(bytes))
                let base = try #require(bytes.baseAddress)
                return watch.notices(Request(base, head, parser.fields, from: address))
            }
    }

    @Test func `all event loops together notice it once`() throws {
        let watch = ProxyWatch(Configuration())
        #expect(try !notices(watch, "X-Forwarded-Host: a"))
        #expect(try !notices(watch, from: "192.0.2.7"))
        let noticed = try atOnce(8) { _ in try notices(watch) }
        #expect(noticed.count { $0 } == 1)
    }

    @Test func `one that is trusted is not noticed`() throws {
        var configuration = Configuration()
        configuration.trustProxy = 1
        #expect(try !notices(ProxyWatch(configuration)))
    }
}

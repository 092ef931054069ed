import TestSupport
import Testing

@testable import HTTP

/// Heads that must be accepted, with their meaning.
struct AcceptedHead: Sendable, CustomTestStringConvertible {
    let raw: Raw
    let method: Method
    let path: String
    let query: String
    let bodyBytes: Int

    init(
        _ raw: String,
        _ method: Method = .get,
        _ path: String = "/",
        _ query: String = "",
        body: Int = 0
    ) {
        self.raw = Raw(raw)
        self.method = method
        self.path = path
        self.query = query
        bodyBytes = body
    }

    var testDescription: String { raw.testDescription }

    static let all: [AcceptedHead] = [
        AcceptedHead("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        AcceptedHead("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        AcceptedHead("GET / HTTP/1.1\r\nhOsT:a\r\n\r\n"),
        AcceptedHead("GET / HTTP/1.1\r\nHost: \t a \t \r\n\r\n"),
        AcceptedHead("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"),
        AcceptedHead("GET / HTTP/1.2\r\nHost: a\r\n\r\n"),
        AcceptedHead("GET / HTTP/1.0\r\n\r\n"),
        AcceptedHead("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"),
        AcceptedHead("GET /a/b%2Fc HTTP/1.1\r\nHost: a\r\n\r\n", .get, "/a/b%2Fc"),
        AcceptedHead("GET /a?b=c&d HTTP/1.1\r\nHost: a\r\n\r\n", .get, "/a", "b=c&d"),
        AcceptedHead("GET /a? HTTP/1.1\r\nHost: a\r\n\r\n", .get, "/a", ""),
        AcceptedHead("GET /a?b?c HTTP/1.1\r\nHost: a\r\n\r\n", .get, "/a", "b?c"),
        AcceptedHead("GET //a/../b HTTP/1.1\r\nHost: a\r\n\r\n", .get, "//a/../b"),
        AcceptedHead("GET http://a.b/c?d HTTP/1.1\r\nHost: a\r\n\r\n", .get, "/c", "d"),
        AcceptedHead("GET HTTPS://a:1/c HTTP/1.1\r\nHost: a\r\n\r\n", .get, "/c"),
        AcceptedHead("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n"),
        AcceptedHead("GET http://a?b HTTP/1.1\r\nHost: a\r\n\r\n", .get, "/", "b"),
        AcceptedHead("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", .options, "*"),
        AcceptedHead("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", .head),
        AcceptedHead("PUT / HTTP/1.1\r\nHost: a\r\n\r\n", .put),
        AcceptedHead("PATCH / HTTP/1.1\r\nHost: a\r\n\r\n", .patch),
        AcceptedHead("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", .delete),
        AcceptedHead("get / HTTP/1.1\r\nHost: a\r\n\r\n", .other),
        AcceptedHead("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", .other),
        AcceptedHead("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", .post),
        AcceptedHead(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
            .post,
            body: 5
        ),
        AcceptedHead(
            "POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 0065536\r\n\r\n",
            .post,
            body: 65_536
        ),
        AcceptedHead(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n",
            .post,
            body: 1
        ),
        AcceptedHead("GET / HTTP/1.1\r\nHost: a\r\nX-Empty:\r\n\r\n"),
        AcceptedHead("GET / HTTP/1.1\r\nHost: a\r\nX: a\tb \u{e9}\r\n\r\n"),
        AcceptedHead("GET / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~09azAZ: x\r\n\r\n"),
        AcceptedHead("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n"),
        AcceptedHead("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n"),
    ]
}

@Suite(.patient)
struct AcceptedHeadTests {
    @Test(arguments: AcceptedHead.all)
    func `a correct head is accepted`(_ head: AcceptedHead) {
        let expected = Verdict.accepted(
            method: head.method,
            path: head.path,
            query: head.query,
            head: head.raw.bytes.count,
            body: head.bodyBytes
        )
        #expect(judge(head.raw.bytes) == expected)
        #expect(judge(head.raw.bytes + Array("GET /next".utf8)) == expected)
    }

    @Test(arguments: AcceptedHead.all)
    func `every proper prefix of a correct head needs more bytes`(_ head: AcceptedHead) {
        for count in 0..<head.raw.bytes.count {
            #expect(judge(Array(head.raw.bytes[..<count])) == .more, "\(count) bytes")
        }
    }

    @Test func `the largest head and the most fields are accepted`() {
        var limits = HTTPOptions()
        limits.fields = 3
        let three = "GET / HTTP/1.1\r\nHost: a\r\nB: b\r\nC: c\r\n\r\n"
        limits.headBytes = three.utf8.count
        limits.targetBytes = 1
        #expect(
            judge(Array(three.utf8), limits)
                == .accepted(method: .get, path: "/", query: "", head: three.utf8.count, body: 0)
        )
    }

    @Test(arguments: [
        ("", true), ("Connection: close\r\n", false), ("Connection: Close\r\n", false),
        ("Connection: keep-alive, close\r\n", false), ("connection: x ,\tCLOSE \r\n", false),
        ("Connection: closed\r\n", true), ("Connection: keep-alive\r\n", true),
    ])
    func `a connection is kept unless the client asks to close it`(
        _ field: String,
        _ keeps: Bool
    ) throws {
        var parser = HeadParser(HTTPOptions())
        let text = Array("GET / HTTP/1.1\r\nHost: a\r\n\(field)\r\n".utf8)
        let head = try text.withUnsafeBytes { bytes in try parser.parse(bytes) }
        #expect(head?.keepsAlive == keeps)
    }
}

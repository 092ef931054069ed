import TestSupport
import Testing

@testable import HTTP

/// Heads that must be refused, with the reason.
struct RefusedHead: Sendable, CustomTestStringConvertible {
    let raw: Raw
    let refusal: ParseError

    init(_ raw: String, _ refusal: ParseError) {
        self.raw = Raw(raw)
        self.refusal = refusal
    }

    /// A request whose only fault is in its further fields.
    init(fields: String, _ refusal: ParseError) {
        self.init("POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n", refusal)
    }

    /// A request whose only fault is its target.
    init(target: String, _ refusal: ParseError = .invalidTarget) {
        self.init("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n", refusal)
    }

    var testDescription: String { raw.testDescription }

    static let all = requestLines + targets + fields + bodies

    static let requestLines: [RefusedHead] = [
        RefusedHead("GET / HTTP/1.1\nHost: a\n\n", .bareLineFeed),
        RefusedHead("GET / HTTP/1.1\r\nHost: a\n\r\n", .bareLineFeed),
        RefusedHead("GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed),
        RefusedHead("GET / HTTP/1.1\rHost: a\r\r", .targetTooLong),
        RefusedHead("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .invalidMethod),
        RefusedHead("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .invalidMethod),
        RefusedHead("\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedHead(" GET / HTTP/1.1\r\nHost: a\r\n\r\n", .invalidMethod),
        RefusedHead("\u{16}\u{3}\u{1}\u{2}", .invalidMethod),
        RefusedHead("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", .invalidMethod),
        RefusedHead("G\u{0}T / HTTP/1.1\r\nHost: a\r\n\r\n", .invalidMethod),
        RefusedHead("GET/HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedHead("GET /\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedHead("GET\r\nHost: a\r\n\r\n", .malformedRequestLine),
        RefusedHead("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .invalidTarget),
        RefusedHead("GET /  HTTP/1.1\r\nHost: a\r\n\r\n", .invalidVersion),
        RefusedHead("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .invalidVersion),
        RefusedHead("GET / http/1.1\r\nHost: a\r\n\r\n", .invalidVersion),
        RefusedHead("GET / HTTP/11\r\nHost: a\r\n\r\n", .invalidVersion),
        RefusedHead("GET / HTTP/1.10\r\nHost: a\r\n\r\n", .invalidVersion),
        RefusedHead("GET / HTTP/1,1\r\nHost: a\r\n\r\n", .invalidVersion),
        RefusedHead("GET / HTTP/x.1\r\nHost: a\r\n\r\n", .invalidVersion),
        RefusedHead("GET / \r\nHost: a\r\n\r\n", .invalidVersion),
        RefusedHead("GET / HTTP/0.9\r\nHost: a\r\n\r\n", .unsupportedVersion),
        RefusedHead("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .unsupportedVersion),
        RefusedHead("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .invalidTarget),
    ]

    static let targets: [RefusedHead] = [
        RefusedHead(target: "a"),
        RefusedHead(target: "*"),
        RefusedHead(target: "/a#b"),
        RefusedHead(target: "/a\u{0}b"),
        RefusedHead(target: "/a\tb"),
        RefusedHead(target: "/a\u{7f}b"),
        RefusedHead(target: "/\u{e9}"),
        RefusedHead(target: "a:443"),
        RefusedHead(target: "ftp://a/"),
        RefusedHead(target: "http://"),
        RefusedHead(target: "http:///a"),
        RefusedHead(target: "http://u:p@a/"),
        RefusedHead(target: "http:/a"),
        RefusedHead(target: "/" + String(repeating: "a", count: 2048), .targetTooLong),
        RefusedHead(target: "/" + String(repeating: "a", count: 9000), .targetTooLong),
    ]

    static let fields: [RefusedHead] = [
        RefusedHead("GET / HTTP/1.1\r\n\r\n", .missingHost),
        RefusedHead("GET http://a/ HTTP/1.1\r\n\r\n", .missingHost),
        RefusedHead(fields: "Host: a", .repeatedHost),
        RefusedHead(fields: "host: b", .repeatedHost),
        RefusedHead("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", .repeatedHost),
        RefusedHead("GET / HTTP/1.1\r\nHost:\r\n\r\n", .invalidHost),
        RefusedHead("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", .invalidHost),
        RefusedHead("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", .invalidHost),
        RefusedHead("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .invalidHost),
        RefusedHead("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", .invalidHost),
        RefusedHead("GET / HTTP/1.1\r\n Host: a\r\n\r\n", .foldedField),
        RefusedHead(fields: "A: b\r\n c", .foldedField),
        RefusedHead(fields: "A: b\r\n\tc", .foldedField),
        RefusedHead(fields: "A : b", .invalidFieldName),
        RefusedHead(fields: "Content-Length : 5", .invalidFieldName),
        RefusedHead(fields: "A\tB: c", .invalidFieldName),
        RefusedHead(fields: ": b", .invalidFieldName),
        RefusedHead(fields: "A", .invalidFieldName),
        RefusedHead(fields: "A\u{0}: b", .invalidFieldName),
        RefusedHead(fields: "\u{e9}: b", .invalidFieldName),
        RefusedHead(fields: "A: b\u{0}c", .invalidFieldValue),
        RefusedHead(fields: "A: b\rc", .invalidFieldValue),
        RefusedHead(fields: "A: b\r", .invalidFieldValue),
        RefusedHead(fields: "A: \u{1b}[0m", .invalidFieldValue),
        RefusedHead(fields: "A: b\u{7f}", .invalidFieldValue),
        RefusedHead(fields: "Expect: 200-ok", .unknownExpectation),
        RefusedHead(fields: "Expect: 100-continue, x", .unknownExpectation),
        RefusedHead(fields: "A: " + String(repeating: "b", count: 8192), .headTooLarge),
        RefusedHead(
            fields: (0..<64).map { "A\($0): b" }.joined(separator: "\r\n"),
            .tooManyFields
        ),
    ]

    static let bodies: [RefusedHead] = [
        RefusedHead(fields: "Content-Length: 1\r\nContent-Length: 1", .repeatedContentLength),
        RefusedHead(fields: "Content-Length: 1\r\ncontent-length: 2", .repeatedContentLength),
        RefusedHead(fields: "Content-Length: 1, 1", .invalidContentLength),
        RefusedHead(fields: "Content-Length: -1", .invalidContentLength),
        RefusedHead(fields: "Content-Length: +1", .invalidContentLength),
        RefusedHead(fields: "Content-Length: 0x1", .invalidContentLength),
        RefusedHead(fields: "Content-Length: 1 1", .invalidContentLength),
        RefusedHead(fields: "Content-Length: 1.0", .invalidContentLength),
        RefusedHead(fields: "Content-Length:", .invalidContentLength),
        RefusedHead(fields: "Content-Length: 65537", .bodyTooLarge),
        RefusedHead(fields: "Content-Length: 18446744073709551617", .bodyTooLarge),
        RefusedHead(
            fields: "Content-Length: " + String(repeating: "9", count: 200),
            .bodyTooLarge
        ),
        RefusedHead(fields: "Transfer-Encoding: chunked", .transferEncoding),
        RefusedHead(fields: "Transfer-Encoding: identity", .transferEncoding),
        RefusedHead(fields: "transfer-encoding:", .transferEncoding),
        RefusedHead(
            fields: "Transfer-Encoding: chunked\r\nContent-Length: 3",
            .transferEncodingWithLength
        ),
        RefusedHead(
            fields: "Content-Length: 3\r\nTransfer-Encoding: chunked",
            .transferEncodingWithLength
        ),
        RefusedHead(
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            .transferEncodingWithLength
        ),
        RefusedHead(fields: "Transfer-Encoding : chunked", .invalidFieldName),
    ]
}

@Suite(.patient)
struct RefusedHeadTests {
    @Test(arguments: RefusedHead.all)
    func `an ambiguous or wrong head is refused with a reason`(_ head: RefusedHead) {
        // After an endless line the limit applies; a real client would send more.
        let tail = head.refusal == .targetTooLong ? [UInt8](repeating: 97, count: 9000) : []
        #expect(judge(head.raw.bytes + tail) == .refused(head.refusal))
    }

    @Test(arguments: RefusedHead.all)
    func `no prefix of a refused head is accepted`(_ head: RefusedHead) {
        for count in 0..<head.raw.bytes.count {
            if case .accepted = judge(Array(head.raw.bytes[..<count])) {
                Issue.record("\(count) bytes are accepted")
            }
        }
    }

    @Test(arguments: ParseError.allCases)
    func `every refusal is a client's error that says what to correct`(_ refusal: ParseError) {
        #expect((400..<500).contains(refusal.status.rawValue) || refusal == .unsupportedVersion)
        #expect(refusal.detail(HTTPOptions()).hasSuffix("."))
    }
}

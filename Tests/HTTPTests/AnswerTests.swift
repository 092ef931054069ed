import TestSupport
import Testing

@testable import HTTP

@Suite(.patient)
struct AnswerTests {
    @Test func `an answer has a date, a length and a type`() throws {
        let server = try TestServer()
        let answer = try server.client().get("/echo?a=b")
        #expect(answer.status == 200)
        #expect(answer.body == "/echo?a=b")
        #expect(answer.header("content-type") == "text/plain; charset=utf-8")
        #expect(answer.header("date")?.hasSuffix(" GMT") == true)
        #expect(answer.header("connection") == nil)
    }

    @Test func `header names have no case`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /echo HTTP/1.1\r\nHost: a\r\nUSER-agent: me\r\n\r\n")
        #expect(try client.answer().body == "/echo by me")
    }

    @Test func `HEAD sends the length and no body`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("HEAD /echo HTTP/1.1\r\nHost: a\r\n\r\nGET /echo/2 HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = try client.answer(isHead: true)
        #expect(head.header("content-length") == "5")
        #expect(try client.answer().body == "/echo/2")
    }

    @Test func `a deferred HEAD sends no body either`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("HEAD /later HTTP/1.1\r\nHost: a\r\n\r\n")
        server.complete(["/later"])
        #expect(try client.answer(isHead: true).header("content-length") == "6")
        #expect(try client.get("/echo").body == "/echo")
    }

    @Test func `a body that arrives in pieces is delivered whole`() throws {
        let server = try TestServer()
        let client = try server.client()
        let body = String(repeating: "0123456789", count: 6_000)
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n0123")
        _ = try server.client().get("/echo")
        client.send(String(body.dropFirst(4)))
        #expect(try client.answer().body == "/echo" + body)
    }

    @Test func `a request sent byte by byte is accepted`() throws {
        let server = try TestServer()
        let client = try server.client()
        for character in "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi" {
            client.send(String(character))
        }
        #expect(try client.answer().body == "/echohi")
    }

    @Test func `an expectation is met once, before the body`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
        )
        #expect(try client.answer().status == 100)
        client.send("a")
        _ = try server.client().get("/echo")
        client.send("bc")
        #expect(try client.answer().body == "/echoabc")
    }

    @Test func `an expectation waits for earlier answers`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send(
            "GET /later HTTP/1.1\r\nHost: a\r\n\r\n"
                + "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"
        )
        server.complete(["/later"])
        #expect(try client.answer().body == "/later")
        #expect(try client.answer().status == 100)
        client.send("x")
        #expect(try client.answer().body == "/echox")
    }

    @Test func `a handler that does not answer is an internal error`() throws {
        let server = try TestServer()
        let answer = try server.client().get("/silent")
        #expect(answer.status == 500)
        #expect(answer.header("content-type") == "application/problem+json")
    }

    @Test(arguments: [
        "GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET /echo HTTP/1.0\r\n\r\n",
    ])
    func `the last answer announces the end, and the connection ends`(_ request: String) throws {
        let server = try TestServer()
        let client = try server.client()
        client.send(request + "GET /echo/never HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.body == "/echo")
        #expect(answer.header("connection") == "close")
        #expect(try client.isEnded())
        #expect(server.eventually { $0.requests == 1 })
    }

    @Test func `a refusal says what to correct and ends the connection`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\n")
        #expect(try client.answer().body == "/echo")
        client.send("Content-Length: 65537\r\n\r\n" + String(repeating: "x", count: 65_537))
        let answer = try client.answer()
        #expect(answer.status == 413)
        #expect(answer.header("connection") == "close")
        #expect(answer.header("content-type") == "application/problem+json")
        #expect(answer.header("cache-control") == "no-store")
        #expect(
            answer.body
                == "{\"type\":\"/problems/content-too-large\",\"title\":\"Content too large\",\"status\":413,"
                + "\"detail\":\"The body is longer than 65536 bytes: send less.\"}"
        )
        #expect(try client.isEnded())
    }

    /// 12.9: the same words as in problems of a handler.
    @Test(arguments: [
        (Status.badRequest, "malformed-request", "Malformed request"),
        (.uriTooLong, "uri-too-long", "URI too long"),
        (.versionNotSupported, "http-version-not-supported", "HTTP version not supported"),
        (.tooManyRequests, "too-many-requests", "Too many requests"),
        (.internalServerError, "internal-error", "Internal error"),
        (.serviceUnavailable, "unavailable", "Unavailable"),
    ])
    func `a problem of the HTTP layer has the form of all problems`(
        _ status: Status,
        type: String,
        title: String
    ) {
        let body = String(decoding: Response.problem(status, detail: "No.").body, as: UTF8.self)
        #expect(body.hasPrefix(#"{"type":"/problems/\#(type)","title":"\#(title)""#), "\(body)")
    }

    @Test(arguments: [Status.noContent, .notModified])
    func `answers of some statuses have neither body nor length`(_ status: Status) {
        var buffer = ResponseBuffer()
        buffer.send(Response(status, body: Array("x".utf8)))
        let text = String(decoding: buffer.bytes, as: UTF8.self)
        #expect(text.hasSuffix("\r\n\r\n"))
        #expect(!text.contains("Content-"))
    }

    @Test func `further fields are sent as they are`() {
        var buffer = ResponseBuffer()
        buffer.send(Response(.ok, fields: Array("Location: /a\r\n".utf8), body: [0x31]))
        #expect(
            String(decoding: buffer.bytes, as: UTF8.self)
                == "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "X-Content-Type-Options: nosniff\r\nContent-Length: 1\r\n"
                + "Location: /a\r\n\r\n1"
        )
    }

    @Test func `a date has the format of the standard`() {
        #expect(
            String(decoding: dateField(784_111_777), as: UTF8.self)
                == "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        )
    }
}

import HTTP
import TestSupport
import Testing

@testable import API
@testable import Node
@testable import Settings

/// Number 16: what reaches the edge besides plain requests.
@Suite(.patient) struct OperatorPortTests {
    @Test func `what operators ask can be moved to a port of its own`() throws {
        let port = try FreePort.find()
        let node = try RunningNode { $0.metricsPort = Int(port) }
        #expect(node.node.operationsPort == port)
        let client = try node.client()
        for path in ["/metrics", "/ready"] {
            #expect(try client.send("GET", path).status == 404)
            #expect(try HTTPClient(port: port).send("GET", path).status == 200)
        }
        #expect(try client.send("GET", "/health").status == 200)
        for path in ["/balance", "/", "/docs", "/token"] {
            #expect(try HTTPClient(port: port).send("GET", path).status == 404)
        }
    }

    @Test func `they are at the port of the API by default`() throws {
        let node = try RunningNode.shared.get()
        #expect(node.node.operationsPort == nil)
        #expect(try node.client().send("GET", "/metrics").status == 200)
    }

    @Test(arguments: ["/transfer", "/token", "/register", "/orders"], ["gzip", "br", "x-own"])
    func `a body that is coded is 415`(_ path: String, _ coding: String) throws {
        let user = try RunningNode.shared.get().user()
        for type in ["application/json", "application/x-www-form-urlencoded"] {
            let answer = try user.client.send(
                "POST",
                path,
                token: user.token,
                headers: ["Content-Encoding": coding, "Content-Type": type],
                body: "\u{1F}\u{8B}"
            )
            #expect(answer.status == 415)
        }
    }

    @Test func `a body that is coded as itself is read`() throws {
        let user = try RunningNode.shared.get().user()
        let answer = try user.client.send(
            "POST",
            "/transfer",
            token: user.token,
            headers: ["Content-Encoding": "identity"],
            body: "{}"
        )
        #expect(answer.status == 422)
    }
}

/// A port that nothing listens on at the moment.
private enum FreePort {
    static func find() throws -> UInt16 {
        let probe = HTTP.Server(HTTPOptions())
        try probe.start { _ in Silence() }
        defer { probe.stop(graceMilliseconds: 0) }
        return probe.port
    }

    private final class Silence: Handler {
        func handle(
            _ request: borrowing Request,
            _ ticket: Ticket,
            _ response: inout ResponseBuffer
        ) -> Disposition { .dropped }

        func turnEnded() {}
    }
}

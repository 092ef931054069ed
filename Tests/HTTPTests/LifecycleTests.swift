import Dispatch
import Glibc
import TestSupport
import Testing

@testable import HTTP

@Suite(.patient)
struct LifecycleTests {
    private final class Nothing: Handler {
        func handle(
            _ request: borrowing Request,
            _ ticket: Ticket,
            _ response: inout ResponseBuffer
        ) -> Disposition { .deferred }

        func turnEnded() {}
    }

    private func server(_ change: (inout HTTPOptions) -> Void) -> Server {
        var configuration = HTTPOptions()
        change(&configuration)
        return Server(configuration)
    }

    @Test(arguments: [1, 2])
    func `a port in use is reported as such`(_ loops: Int) throws {
        let first = try TestServer { $0.loops = 2 }
        let port = first.port
        let second = server {
            $0.port = port
            $0.loops = loops
        }
        #expect(throws: ListenError.portInUse(host: "127.0.0.1", port: port)) {
            try second.start { _ in Nothing() }
        }
        #expect(try first.client().get("/echo").status == 200)
    }

    @Test(arguments: ["example.org", "", "300.1.1.1", "::g"])
    func `a host that is not an address is reported as such`(_ host: String) {
        let server = server { $0.host = host }
        #expect(throws: ListenError.invalidHost(host)) { try server.start { _ in Nothing() } }
    }

    @Test func `an address of another machine cannot be bound`() {
        let server = server { $0.host = "192.0.2.1" }
        #expect(
            throws: ListenError.cannotBind(host: "192.0.2.1", port: 0, errno: EADDRNOTAVAIL)
        ) { try server.start { _ in Nothing() } }
    }

    @Test func `a server starts once and may stop without having started`() throws {
        let server = server { _ in }
        server.stop(graceMilliseconds: 0)
        try server.start { _ in Nothing() }
        #expect(server.port != 0)
        #expect(throws: ListenError.alreadyStarted) { try server.start { _ in Nothing() } }
        server.stop(graceMilliseconds: 0)
        server.stop(graceMilliseconds: 0)
        #expect(server.port == 0)
    }

    @Test func `a stop answers open requests and closes idle connections`() throws {
        let server = try TestServer()
        let port = server.port
        let idle = try server.client()
        #expect(try idle.get("/echo").status == 200)
        let busy = try server.client()
        busy.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(server.ticket("/later") != nil)

        let stopped = DispatchSemaphore(value: 0)
        let edge = server.server
        DispatchQueue.global().async {
            edge.stop(graceMilliseconds: 10_000)
            stopped.signal()
        }
        // The idle connection's end shows that the stop began.
        #expect(try idle.isEnded())
        #expect(throws: Client.Unreachable.self) { try Client(port: port).get("/echo") }
        server.complete(["/later"])
        let answer = try busy.answer()
        #expect(answer.body == "/later")
        #expect(answer.header("connection") == "close")
        #expect(try busy.isEnded())
        busy.endSending()
        #expect(stopped.wait(timeout: .now() + .seconds(10)) == .success)
        #expect(edge.counters.connections == 0)
    }

    @Test func `a stop does not wait longer than its grace`() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(server.ticket("/later") != nil)
        server.server.stop(graceMilliseconds: 50)
        #expect(try client.isEnded())
        server.complete(["/later"])
    }
}

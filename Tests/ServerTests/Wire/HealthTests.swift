import TestSupport
import Testing

@testable import Node
@testable import Runtime
@testable import Tool

/// `tally health` as a container's health check uses it.
@Suite(.patient)
struct HealthTests {
    @Test(arguments: ["127.0.0.1", "localhost"])
    func `a ready node is reported as ready`(host: String) throws {
        let node = try RunningNode.shared.get()
        let answer = try AskHealth.ask(Listening(host: host, port: node.node.port))
        #expect(answer.status == 200)
        #expect(answer.body.hasPrefix("{\"status\":\"ready\""))
    }

    @Test func `a server that is not Tally is not ready`() throws {
        let standIn = try StandIn()
        defer { standIn.stop() }
        #expect(try AskHealth.run(Listening(port: standIn.port)) == .failure)
    }

    @Test func `a port without a service gives one clear line`() throws {
        let standIn = try StandIn()
        let port = standIn.port
        standIn.stop()
        let complaint = #expect(throws: Complaint.self) {
            try AskHealth.ask(Listening(port: port))
        }
        #expect(complaint?.message == "Nothing answers on 127.0.0.1, port \(port).")
    }

    @Test(arguments: ["", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 200", "HTTP/1.1 ready\r\n\r\n"])
    func `text that is not HTTP is not an answer`(text: String) {
        #expect(AskHealth.parse(text) == nil)
    }

    @Test func `resident memory is the second number`() {
        #expect(ProcessMemory.resident("342212 16733 9213 1 0 2 0\n") == 16_733)
        #expect(ProcessMemory.resident("12") == nil)
        #expect((ProcessMemory.residentBytes ?? 0) > 1_000_000)
    }
}

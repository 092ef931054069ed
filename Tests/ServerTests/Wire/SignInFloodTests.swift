import Dispatch
import TestSupport
import Testing

@testable import API
@testable import HTTP
@testable import Identity
@testable import Model
@testable import Node
@testable import Settings

/// Issue number 1: many who sign in at once, over TCP.
@Suite(.patient)
struct SignInFloodTests {
    @Test func `sign-ins from many addresses keep no known client out`() throws {
        let node = try RunningNode { $0.hashThreads = 1 }
        let (known, stranger) = (try node.user().name, node.uniqueName())
        #expect(try node.signIn(known).status == 200)
        let registered = try node.client().send(
            "POST",
            "/register",
            body: "{\"username\":\"\(stranger)\",\"email\":\"\(stranger)@example.org\","
                + "\"password\":\"password-1\"}"
        )
        #expect(registered.status == 200)
        let passwords = node.node.service.passwords
        func origin(_ number: Int) throws -> RequestOrigin {
            RequestOrigin(
                id: UUID128(high: 1, low: UInt64(number)),
                correlation: nil,
                address: try #require(
                    Address(text: "192.0.\(number / 250).\(number % 250 + 1)")
                ),
                ticket: Ticket(loop: 0, descriptor: -1, generation: 0, sequence: 0)
            )
        }
        let gate = DispatchSemaphore(value: 0)
        try passwords.enqueue(.signIn, try origin(0)) { _ in
            _ = gate.wait(timeout: .now() + .seconds(60))
            return nil
        }
        try wait(until: "the thread is busy") { passwords.depth == 0 }
        var strangers = 0
        do {
            while strangers < 1_000 {
                try passwords.enqueue(.signIn, try origin(strangers + 1)) { _ in nil }
                strangers += 1
            }
        } catch is Problem {}
        #expect((1..<1_000).contains(strangers))
        #expect(try node.signIn(stranger).status == 503)
        let answers = try atOnce(2) { [strangers] number -> Int? in
            if number == 0 { return try node.signIn(known).status }
            try wait(until: "the known client waits") { passwords.depth == strangers + 1 }
            gate.signal()
            return nil
        }
        #expect(answers.compactMap { $0 } == [200])
    }
}

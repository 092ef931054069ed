import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import Jobs
@testable import Runtime
@testable import Settings
@testable import Tool

/// The client over TCP, with a stand-in that misbehaves.
@Suite(.patient)
struct OutsideClientTests {
    private let standIn: StandIn

    init() throws {
        standIn = try StandIn()
    }

    private func client(
        token: String? = nil,
        _ change: (inout OutsideLimits) -> Void = { _ in }
    ) throws -> OutsideClient {
        var limits = OutsideLimits()
        change(&limits)
        let address = try #require(OutsideAddress(standIn.ratesURL, allowsPlain: false))
        return OutsideClient(address, token: token, limits: limits)
    }

    @Test func `a response is read as it was sent`() throws {
        let answer = try client().ask()
        #expect(answer == StandInJSON.rates(StandInData.rates))
    }

    /// 33: among them a body that is too large without announcing it.
    @Test(
        arguments: [
            (StandInMode.error, OutsideError.status(500)), (.redirect, .redirected(302)),
            (.large, .tooLarge(limit: 1_048_576)), (.unannounced, .tooLarge(limit: 1_048_576)),
            (.page, .contentType("text/html; charset=utf-8")),
        ])
    func `a bad response is reported, and the next one is read`(
        mode: StandInMode,
        error: OutsideError
    ) throws {
        let client = try client()
        standIn.setMode(mode, of: .rates, requests: 1)
        #expect(throws: error) { try client.ask() }
        #expect(try !client.ask().isEmpty)
    }

    @Test(arguments: [StandInMode.down, .lost])
    func `a connection that ends without a response is reported`(mode: StandInMode) throws {
        let client = try client()
        standIn.setMode(mode, of: .rates)
        let error = try #require(throws: OutsideError.self) { try client.ask() }
        #expect(error.isOutage, "\(error)")
        standIn.setMode(.normal, of: .rates)
        #expect(try !client.ask().isEmpty)
    }

    @Test func `a refused connection is reported as unreachable`() throws {
        let client = try client()
        standIn.stop()
        let error = try #require(throws: OutsideError.self) { try client.ask() }
        #expect(error == .notReached("it takes no connection"))
    }

    @Test func `a call without a response ends after its time`() throws {
        let client = try client { $0.totalMilliseconds = 50 }
        standIn.setMode(.slow, of: .rates)
        #expect(throws: OutsideError.timedOut) { try client.ask() }
    }

    @Test func `a silent connection ends a call before its whole time is over`() throws {
        let client = try client {
            $0.silenceMilliseconds = 50
            $0.totalMilliseconds = 600_000
        }
        standIn.setMode(.slow, of: .rates)
        #expect(throws: OutsideError.timedOut) { try client.ask() }
    }

    @Test func `a closed client ends its call and refuses others`() throws {
        let client = try client()
        standIn.setMode(.slow, of: .rates)
        let thrown = Mutex<OutsideError?>(nil)
        let thread = NamedThread(named: "test") {
            do throws(OutsideError) { _ = try client.ask() } catch {
                thrown.withLock { $0 = error }
            }
        }
        try wait(until: "the stand-in holds the request") { standIn.held > 0 }
        client.close()
        thread.join()
        #expect(thrown.withLock { $0 } == .closed)
        #expect(throws: OutsideError.closed) { try client.ask() }
    }

    @Test func `the token is sent, and no error shows it`() throws {
        standIn.with { $0.token = "secret-token" }
        #expect(try !client(token: "secret-token").ask().isEmpty)
        let error = try #require(throws: OutsideError.self) {
            try client(token: "other-token").ask()
        }
        #expect(error == .status(401))
        #expect(!"\(error)".contains("other-token"))
    }

    @Test func `the status distinguishes an outage from one bad response`() {
        #expect(OutsideError.status(503).isOutage)
        #expect(!OutsideError.status(500).isOutage)
        #expect(!OutsideError.malformed("x").isOutage)
        #expect(!OutsideError.timedOut.isOutage)
    }
}

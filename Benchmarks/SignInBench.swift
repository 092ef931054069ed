import Foundation
import Postgres
import TestSupport

/// How long a sign-in takes while 120 connections register users as fast as they can.
///
/// Passwords cost what they cost by default. The flood comes from the same address, and its limit
/// of registrations a minute is off, so that only the queue of passwords decides.
struct SignInBench {
    let databases: Databases
    let connections = 120
    let secondsPerRun = 20
    let signInsAlone = 20

    func run(_ show: (Figure) -> Void) throws {
        let options = try databases.make("sign_in")
        let service = try Service(database: options.conninfo, environment: [:])
        defer { service.stop() }
        _ = try service.register(1)
        let client = try HTTPClient(port: UInt16(service.port))
        func signIn() throws -> Double {
            try seconds { _ = try service.signIn("user-0", client) } * 1_000
        }
        let alone = try (0..<signInsAlone).map { _ in try signIn() }
        let flood = try WrkRun(
            port: service.port,
            seconds: secondsPerRun,
            connections: connections,
            requests: (0..<20_000).map(registration),
            folder: databases.folder
        )
        var beside: [Double] = []
        let end = Date.now.addingTimeInterval(Double(secondsPerRun - 1))
        while Date.now < end { beside.append(try signIn()) }
        let result = try flood.finish()
        guard result.requests > 0 else { throw BenchError("nobody registered") }
        show(
            Figure(
                name: "sign-in beside \(connections) connections that register, 95th percentile",
                value: percentile95(beside),
                unit: "ms",
                limit: nil,
                target: .atMost(1_000)
            )
        )
        show(
            Figure(
                name: "  the same without them",
                value: percentile95(alone),
                unit: "ms",
                limit: nil,
                target: .none
            )
        )
    }

    private func registration(_ number: Int) -> WrkRequest {
        WrkRequest(
            method: "POST",
            path: "/register",
            token: "",
            body: #"{"username":"flood-\#(number)","email":"flood-\#(number)@example.com","#
                + #""password":"benchmark"}"#
        )
    }

    private func percentile95(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? .infinity : sorted[sorted.count * 95 / 100]
    }
}

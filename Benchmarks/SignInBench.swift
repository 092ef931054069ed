import Foundation
import Postgres
import TestSupport

/// How long a sign-in takes while 120 connections register users as fast as they can, and while 60
/// connections of one user change the password, from the right one to the same.
///
/// Passwords cost what they cost by default. The flood comes from the same address, and its limit
/// of registrations a minute is off, so that only the queue of passwords decides.
struct SignInBench {
    let databases: Databases
    let registering = 120
    let changing = 60
    let secondsPerRun = 20
    let signInsAlone = 20

    func run(_ show: (Figure) -> Void) throws {
        let options = try databases.make("sign_in")
        let service = try Service(database: options.conninfo, environment: [:])
        defer { service.stop() }
        let token = try service.register(2)[1].token
        let client = try HTTPClient(port: UInt16(service.port))
        func signIn() throws -> Double {
            try seconds { _ = try service.signIn("user-0", client) } * 1_000
        }
        let alone = try (0..<signInsAlone).map { _ in try signIn() }
        let floods = [
            (registering, "register", (0..<20_000).map(registration)),
            (changing, "change a password", [change(by: token)]),
        ]
        for (connections, deed, requests) in floods {
            let flood = try WrkRun(
                port: service.port,
                seconds: secondsPerRun,
                connections: connections,
                requests: requests,
                folder: databases.folder
            )
            var beside: [Double] = []
            let end = Date.now.addingTimeInterval(Double(secondsPerRun - 1))
            while Date.now < end { beside.append(try signIn()) }
            let result = try flood.finish()
            guard result.requests > 0 else { throw BenchError("nobody could \(deed)") }
            show(
                Figure(
                    name: "sign-in beside \(connections) connections that \(deed), "
                        + "95th percentile",
                    value: percentile95(beside),
                    unit: "ms",
                    limit: nil,
                    target: .atMost(1_000)
                )
            )
        }
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
                + #""password":"\#(Service.password)"}"#
        )
    }

    private func change(by token: String) -> WrkRequest {
        WrkRequest(
            method: "POST",
            path: "/change-password",
            token: token,
            body: #"{"old_password":"\#(Service.password)","new_password":"\#(Service.password)"}"#
        )
    }

    private func percentile95(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? .infinity : sorted[sorted.count * 95 / 100]
    }
}

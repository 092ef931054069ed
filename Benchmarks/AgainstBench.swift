import Foundation
import Postgres
import TestSupport

/// Compares this version of the service with the program of another one: both run on the same
/// PostgreSQL, in turns of some seconds, so that a change of the machine's speed affects both.
struct AgainstBench {
    let databases: Databases
    /// Path of the other version's `tally`.
    let other: String
    private let users = 500
    private let secondsPerTurn = 5
    private let turns = 8

    /// One of the two versions, with its users.
    private struct Version {
        let service: Service
        let transfers: [WrkRequest]
        let balances: [WrkRequest]
    }

    /// The figures of one turn.
    private struct Turn {
        let rate: Double
        let p99: Double
        let cpuMicroseconds: Double
    }

    func run(_ show: (Figure) -> Void) throws {
        let own = try start("own", program("tally"), port: 18_098)
        defer { own.service.stop() }
        let base = try start("base", other, port: 18_097)
        defer { base.service.stop() }
        try compare("transfers over HTTP, to random users", own, base, \.transfers, show)
        try compare("GET /balance", own, base, \.balances, show)
    }

    private func compare(
        _ name: String,
        _ own: Version,
        _ base: Version,
        _ requests: KeyPath<Version, [WrkRequest]>,
        _ show: (Figure) -> Void
    ) throws {
        var turnsOfOwn: [Turn] = []
        var turnsOfBase: [Turn] = []
        for turn in 0..<turns {
            // Each version goes first in half of the turns.
            if turn.isMultiple(of: 2) { turnsOfOwn.append(try measure(own, requests)) }
            turnsOfBase.append(try measure(base, requests))
            if !turn.isMultiple(of: 2) { turnsOfOwn.append(try measure(own, requests)) }
        }
        func figure(_ name: String, _ value: (Turn) -> Double, _ unit: String, least: Double?) {
            show(
                Figure(
                    name: name,
                    value: median(turnsOfOwn.map(value)),
                    unit: unit,
                    limit: median(turnsOfBase.map(value)),
                    target: least.map { .atLeast($0) } ?? .none
                )
            )
        }
        figure("\(name), beside the other version", \.rate, "requests/s", least: 0.9)
        figure("  the same, 99th percentile", \.p99, "ms", least: nil)
        figure("  the same, CPU of the service", \.cpuMicroseconds, "µs/request", least: nil)
    }

    private func measure(
        _ version: Version,
        _ requests: KeyPath<Version, [WrkRequest]>
    ) throws -> Turn {
        let before = try ProcessStatistics(of: version.service.identifier).cpuSeconds
        let result = try wrk(
            port: version.service.port,
            seconds: secondsPerTurn,
            requests: version[keyPath: requests],
            folder: databases.folder
        )
        let after = try ProcessStatistics(of: version.service.identifier).cpuSeconds
        guard result.errors == 0 else { throw BenchError("\(result.errors) requests failed") }
        return Turn(
            rate: result.requestsPerSecond,
            p99: result.p99Latency,
            cpuMicroseconds: (after - before) / result.requests * 1e6
        )
    }

    private func start(_ name: String, _ program: String, port: Int) throws -> Version {
        let options = try databases.make(name, program: program)
        let service = try Service(database: options.conninfo, program: program, port: port)
        let signedIn = try service.register(users)
        var random = SeededGenerator(seed: 7)
        let transfers = (0..<20_000).map { _ in
            let sender = random.next(users)
            let receiver = (sender + 1 + random.next(users - 1)) % users
            return WrkRequest(
                method: "POST",
                path: "/transfer",
                token: signedIn[sender].token,
                body: #"{"receiver_id":\#(signedIn[receiver].id),"amount":1}"#
            )
        }
        let balances = signedIn.map {
            WrkRequest(method: "GET", path: "/balance", token: $0.token, body: "")
        }
        return Version(service: service, transfers: transfers, balances: balances)
    }
}

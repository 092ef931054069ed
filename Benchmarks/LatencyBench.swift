import Foundation
import Postgres
import PrivateServer
import TestSupport

/// How long a transfer takes: alone, beside the commit of one row in PostgreSQL, and at shares of
/// the greatest rate.
struct LatencyBench {
    let databases: Databases
    let users = 1_000
    let connections = 64
    let rounds = 5
    let transfersPerRound = 1_000
    let secondsPerRun = 10

    func run(_ show: (Figure) -> Void) throws {
        let options = try databases.make("latency")
        let service = try Service(database: options.conninfo)
        defer { service.stop() }
        let signedIn = try service.register(users)
        let requests = signedIn.transfers(seed: 3) { signedIn.element(from: &$0) }
        try alone(service, options, requests, show)
        let most = try wrk(
            port: service.port,
            seconds: secondsPerRun,
            requests: requests,
            folder: databases.folder
        )
        guard most.errors == 0 else { throw BenchError("\(most.errors) transfers failed") }
        let load = try OpenLoad(port: service.port, connections: connections, requests: requests)
        for share in [50, 80, 95] {
            let rate = most.requestsPerSecond * Double(share) / 100
            let latencies = try load.run(requestsPerSecond: rate, seconds: Double(secondsPerRun))
            guard load.errors == 0 else { throw BenchError("\(load.errors) transfers failed") }
            let name = "transfers at \(share) % of the greatest rate, \(grouped(rate))/s, open loop"
            for (text, thousandths) in [("median", 500), ("99th", 990), ("99.9th", 999)] {
                show(
                    Figure(
                        name: thousandths == 500
                            ? "\(name), median" : "  the same, \(text) percentile",
                        value: percentile(thousandths, of: latencies),
                        unit: "ms",
                        limit: nil,
                        target: .none
                    )
                )
            }
        }
    }

    /// One connection and one transfer at a time, in turns with commits of one row.
    private func alone(
        _ service: Service,
        _ options: ConnectionOptions,
        _ requests: [WrkRequest],
        _ show: (Figure) -> Void
    ) throws {
        let connection = try Connection(options)
        try connection.script("CREATE TABLE public.commits (id bigint PRIMARY KEY, text text)")
        let load = try OpenLoad(port: service.port, connections: 1, requests: requests)
        var own: [Double] = []
        var bare: [Double] = []
        var id: Int64 = 0
        for _ in 0..<rounds {
            own += try load.oneAfterTheOther(transfersPerRound)
            for _ in 0..<transfersPerRound {
                id += 1
                let time = try seconds {
                    try connection.execute(
                        "INSERT INTO public.commits VALUES ($1, 'a transfer')",
                        [.int64(id)]
                    )
                }
                bare.append(time * 1_000)
            }
        }
        guard load.errors == 0 else { throw BenchError("\(load.errors) transfers failed") }
        own.sort()
        bare.sort()
        for (text, thousandths, share) in [("median", 500, 2.0), ("99th percentile", 990, 3.0)] {
            let limit = percentile(thousandths, of: bare)
            show(
                Figure(
                    name: "one transfer at a time over HTTP, \(text), beside the commit of one row",
                    value: percentile(thousandths, of: own),
                    unit: "ms",
                    limit: limit,
                    target: .atMost(share * limit)
                )
            )
        }
    }
}

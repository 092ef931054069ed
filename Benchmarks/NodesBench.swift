import Postgres

/// Several nodes on one database, with 192 connections split between them, beside one node with all
/// of them.
struct NodesBench {
    let databases: Databases
    let users = 1_000
    let connections = 192
    let secondsPerRun = 10
    let secondsToWarm = 4
    let rounds = 3
    /// Of total rate beside one node's, by the number of nodes.
    private let shares = [2: 0.95, 3: 0.90]
    private let ports = [18_098, 18_096, 18_095]

    private struct Result {
        var rates: [Double] = []
        /// Milliseconds, of the slowest node of each run.
        var latencies: [Double] = []
    }

    func run(_ show: (Figure) -> Void) throws {
        let options = try databases.make("nodes")
        let first = try Service(database: options.conninfo, port: ports[0])
        let signedIn = try first.register(users)
        first.stop()
        let requests = signedIn.transfers(seed: 3) { signedIn.element(from: &$0) }
        var results: [Int: Result] = [:]
        // In turns, so that a change of the machine's speed affects all.
        for _ in 0..<rounds {
            for count in 1...ports.count {
                let (rate, latency) = try measure(count, options, requests)
                results[count, default: Result()].rates.append(rate)
                results[count, default: Result()].latencies.append(latency)
            }
        }
        let alone = results[1] ?? Result()
        let (rate, latency) = (median(alone.rates), median(alone.latencies))
        show(figure(1, rate, limit: nil, .none))
        show(latencyFigure(latency, .none))
        for (count, share) in shares.sorted(by: { $0.key < $1.key }) {
            let result = results[count] ?? Result()
            show(figure(count, median(result.rates), limit: rate, .atLeast(share)))
            show(latencyFigure(median(result.latencies), .atMost(2 * latency)))
        }
    }

    private func figure(
        _ count: Int,
        _ rate: Double,
        limit: Double?,
        _ target: Figure.Target
    ) -> Figure {
        Figure(
            name: "transfers over HTTP, \(connections) connections to "
                + (count == 1 ? "one node" : "\(count) nodes, beside one"),
            value: rate,
            unit: "transfers/s",
            limit: limit,
            target: target
        )
    }

    private func latencyFigure(_ latency: Double, _ target: Figure.Target) -> Figure {
        Figure(
            name: "  the same, 99th percentile of the slowest node",
            value: latency,
            unit: "ms",
            limit: nil,
            target: target
        )
    }

    private func measure(
        _ count: Int,
        _ options: ConnectionOptions,
        _ requests: [WrkRequest]
    ) throws -> (rate: Double, latency: Double) {
        let nodes = try ports.prefix(count).map {
            try Service(database: options.conninfo, port: $0)
        }
        defer { for node in nodes { node.stop() } }
        func load(seconds: Int) throws -> [WrkResult] {
            let runs = try nodes.map { node in
                try WrkRun(
                    port: node.port,
                    seconds: seconds,
                    connections: connections / count,
                    requests: requests,
                    folder: databases.folder
                )
            }
            return try runs.map { try $0.finish() }
        }
        // A node that has just started reads the accounts' histories, once each.
        _ = try load(seconds: secondsToWarm)
        let log = try LogWatch(options)
        let before = try log.end()
        let results = try load(seconds: secondsPerRun)
        let errors = results.map(\.errors).reduce(0, +)
        guard errors == 0 else { throw BenchError("\(errors) transfers failed") }
        let sent = results.map(\.requests).reduce(0, +)
        guard Double(try log.end() - before) >= 2 * sent else {
            throw BenchError("fewer transfers in the log than were answered")
        }
        return (
            results.map(\.requestsPerSecond).reduce(0, +), results.map(\.p99Latency).max() ?? 0
        )
    }
}

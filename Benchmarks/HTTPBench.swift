import Foundation
import Postgres
import PrivateServer
import TestSupport

/// The service as a user meets it: `tally serve` on a database of its own, wrk with 64 keep-alive
/// connections, 1,000 signed-in users, projections running.
struct HTTPBench {
    let databases: Databases
    let rawTransfersPerSecond: Double
    let users = 1000
    /// The number of accounts in the log, and so in the warm cache.
    let accounts = 100_000
    let slots = 50
    let manySlots = 30_000
    let secondsPerRun = 10
    let rounds = 3

    func run(_ show: (Figure) -> Void) throws {
        let options = try databases.make("http")
        try Ledger(options, seed: 2).register(accounts - users)
        let service = try Service(database: options.conninfo)
        defer { service.stop() }
        let signedIn = try service.register(users)
        let log = try LogWatch(options)
        let administrator = try service.administrator()
        try service.createSlots(slots, by: administrator)
        let nginx = try Nginx(folder: databases.folder)
        defer { nginx.stop() }

        let spread = try transfers(service, signedIn, log) {
            signedIn.element(from: &$0)
        }
        show(spread.figure(rawTransfersPerSecond, share: 0.15, "to random users"))
        show(spread.latency)
        show(spread.lag)
        let hot = try transfers(service, signedIn, log) { _ in signedIn[0] }
        show(hot.figure(spread.rate, share: 0.8, "all to one hot account"))
        let zipf = Zipf(users)
        let skewed = try transfers(service, signedIn, log) { signedIn[zipf.next(&$0)] }
        show(skewed.figure(spread.rate, share: 0.8, "to users by Zipf's law (s = 1.0)"))
        for path in ["/balance", "/slots/availability"] {
            try reads(path, service, signedIn).forEach(show)
        }
        // A page costs the same however many slots there are.
        try service.createSlots(manySlots - slots, by: administrator)
        try reads(
            "/slots/availability?limit=50",
            service,
            signedIn,
            of: "30,000 slots",
            share: 0.2,
            microseconds: 1_000
        ).forEach(show)
        show(try writes(besideReadersOf: "/slots/availability", service, signedIn))
        let memory = try ProcessStatistics(of: service.identifier).residentMebibytes
        show(
            Figure(
                name: "resident memory of tally serve, \(grouped(Double(accounts))) accounts warm",
                value: memory,
                unit: "MiB",
                limit: nil,
                target: .atMost(120)
            )
        )
    }

    private struct TransferRun {
        let rate: Double
        let p99: Double
        let secondsBehind: Double

        func figure(_ limit: Double, share: Double, _ what: String) -> Figure {
            Figure(
                name: "transfers over HTTP, 64 connections, \(what)",
                value: rate,
                unit: "transfers/s",
                limit: limit,
                target: .atLeast(share)
            )
        }

        var latency: Figure {
            Figure(
                name: "  the same, 99th percentile",
                value: p99,
                unit: "ms",
                limit: nil,
                target: .atMost(50)
            )
        }

        var lag: Figure {
            Figure(
                name: "  the same, read models behind at the end",
                value: secondsBehind,
                unit: "s",
                limit: nil,
                target: .atMost(1)
            )
        }
    }

    private func transfers(
        _ service: Service,
        _ signedIn: [SignedIn],
        _ log: LogWatch,
        receiver: (inout SeededGenerator) -> SignedIn
    ) throws -> TransferRun {
        let requests = signedIn.transfers(seed: 3, to: receiver)
        var rates: [Double] = []
        var latencies: [Double] = []
        var behind = 0.0
        for _ in 0..<rounds {
            let before = try log.end()
            let result = try wrk(
                port: service.port,
                seconds: secondsPerRun,
                requests: requests,
                folder: databases.folder
            )
            behind = max(behind, try log.secondsUntilProjected())
            guard result.errors == 0 else { throw BenchError("\(result.errors) transfers failed") }
            let after = try log.end()
            guard Double(after - before) >= 2 * result.requests else {
                throw BenchError("fewer transfers in the log than were answered")
            }
            rates.append(result.requestsPerSecond)
            latencies.append(result.p99Latency)
        }
        return TransferRun(rate: median(rates), p99: median(latencies), secondsBehind: behind)
    }

    /// Requests per second beside nginx, and the service's CPU per request.
    private func reads(
        _ path: String,
        _ service: Service,
        _ signedIn: [SignedIn],
        of what: String? = nil,
        share: Double = 0.6,
        microseconds: Double = 12
    ) throws -> [Figure] {
        let subject = what.map { "\(path) of \($0)" } ?? path
        let requests = signedIn.map {
            WrkRequest(method: "GET", path: path, token: $0.token, body: "")
        }
        var rates: [Double] = []
        var limits: [Double] = []
        var cpu: [Double] = []
        for _ in 0..<rounds {
            let before = try ProcessStatistics(of: service.identifier).cpuSeconds
            let own = try wrk(
                port: service.port,
                seconds: secondsPerRun / 2,
                requests: requests,
                folder: databases.folder
            )
            let after = try ProcessStatistics(of: service.identifier).cpuSeconds
            guard own.errors == 0 else { throw BenchError("\(own.errors) queries failed") }
            cpu.append((after - before) / own.requests * 1e6)
            rates.append(own.requestsPerSecond)
            limits.append(
                try wrk(
                    port: Nginx.port,
                    seconds: secondsPerRun / 2,
                    requests: requests,
                    folder: databases.folder
                ).requestsPerSecond
            )
        }
        return [
            Figure(
                name: "GET \(subject), signed in, 64 connections, beside nginx `return 200`",
                value: median(rates),
                unit: "requests/s",
                limit: median(limits),
                target: .atLeast(share)
            ),
            Figure(
                name: "  the same, CPU of the service",
                value: median(cpu),
                unit: "µs/request",
                limit: nil,
                target: .atMost(microseconds)
            ),
        ]
    }
}

/// An nginx that answers every request with a fixed 200: the machine's limit without any work.
struct Nginx {
    static let port = 18_099
    private let child: ChildProcess

    init(folder: URL) throws {
        let configuration = folder.appendingPathComponent("nginx.conf")
        try """
        worker_processes 2;
        daemon off;
        pid \(folder.path)/nginx.pid;
        error_log stderr crit;
        events { worker_connections 1024; }
        http {
            access_log off;
            keepalive_requests 100000000;
            client_body_temp_path \(folder.path)/body;
            proxy_temp_path \(folder.path)/proxy;
            fastcgi_temp_path \(folder.path)/fastcgi;
            uwsgi_temp_path \(folder.path)/uwsgi;
            scgi_temp_path \(folder.path)/scgi;
            server { listen 127.0.0.1:\(Self.port); location / { return 200 "ok"; } }
        }
        """.write(to: configuration, atomically: true, encoding: .utf8)
        child = try ChildProcess(
            program("nginx"),
            ["-c", configuration.path, "-e", "\(folder.path)/error.log"]
        )
    }

    /// Processor time of all its processes so far.
    var processorSeconds: Double {
        get throws {
            let all = try [child.identifier] + ProcessRecord.children(of: child.identifier)
            return all.compactMap { ProcessorClock.seconds(of: $0) }.reduce(0, +)
        }
    }

    func stop() {
        child.stop()
    }
}

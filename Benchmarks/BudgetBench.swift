import Glibc
import Postgres
import TestSupport

/// The processor time of a transfer and of a query: by thread of the service, by kind of session
/// with PostgreSQL, and of the load generator.
///
/// Other work on the machine changes rates much more than processor times. Beside transfers stands
/// what PostgreSQL uses for the raw COPY of the same run, beside queries what nginx uses.
struct BudgetBench {
    let databases: Databases
    let raw: RawCopy.Figures
    let users = 1_000
    let secondsPerRun = 5
    let secondsOfWarmUp = 2

    /// One kind of load, with the targets for its processor time and its rate as multiples of the
    /// raw COPY's.
    private struct Load {
        let name: String
        let most: Double
        let least: Double?
        /// Loads the service for so many seconds; returns how long it took.
        let send: (_ seconds: Int) throws -> Double
    }

    func run(_ show: (Figure) -> Void) throws {
        let options = try databases.make("budget")
        let service = try Service(database: options.conninfo, environment: Service.forBulks)
        defer { service.stop() }
        let signedIn = try service.register(users)
        let meter = try ProcessorMeter(of: service.identifier, options)
        let log = try LogWatch(options)
        show(
            Figure(
                name: "raw COPY of transfers, processor time of PostgreSQL",
                value: raw.microseconds,
                unit: "µs/transfer",
                limit: nil,
                target: .none
            )
        )
        for load in loads(service, signedIn) {
            _ = try load.send(secondsOfWarmUp)
            _ = try log.secondsUntilProjected()
            try measure(load, meter, log, show)
        }
        try queries(service, signedIn, meter, show)
    }

    private func loads(_ service: Service, _ signedIn: [SignedIn]) -> [Load] {
        let single = [(64, 4.5, Double?.none), (256, 3.5, 0.45)].map { connections, most, least in
            Load(
                name: "transfers over HTTP, \(connections) connections",
                most: most,
                least: least
            ) { length in
                let requests = signedIn.transfers(seed: 3) { signedIn.element(from: &$0) }
                let run = try WrkRun(
                    port: service.port,
                    seconds: length,
                    connections: connections,
                    requests: requests,
                    folder: databases.folder
                )
                let result = try run.finish()
                guard result.errors == 0 else { throw BenchError("\(result.errors) failed") }
                return result.requests / result.requestsPerSecond
            }
        }
        var number = 0
        let bulks = [(100, 2.2, Double?(0.65)), (1_000, 1.8, nil)].map { size, most, least in
            Load(
                name: "transfers over HTTP in bulks of \(size), each",
                most: most,
                least: least
            ) { length in
                number += 1
                return try BulkLoad(
                    port: service.port,
                    signedIn: signedIn,
                    mode: "each",
                    size: size
                )
                .send("budget-\(number)", seconds: Double(length))
            }
        }
        return single + bulks
    }

    private func measure(
        _ load: Load,
        _ meter: ProcessorMeter,
        _ log: LogWatch,
        _ show: (Figure) -> Void
    ) throws {
        let start = try (end: log.end(), times: meter.read(), generator: generatorSeconds)
        let elapsed = try load.send(secondsPerRun)
        let generator = generatorSeconds - start.generator
        let end = try log.end()
        // What the read models still lack belongs to the run.
        _ = try log.secondsUntilProjected()
        let times = try meter.read().since(start.times)
        let transfers = Double(end - start.end) / 2
        show(
            Figure(
                name: load.name,
                value: transfers / elapsed,
                unit: "transfers/s",
                limit: raw.transfersPerSecond,
                target: load.least.map { .atLeast($0) } ?? .none
            )
        )
        show(
            Figure(
                name: "  processor time of service and PostgreSQL",
                value: times.total / transfers * 1e6,
                unit: "µs/transfer",
                limit: raw.microseconds,
                target: .atMostShare(load.most)
            )
        )
        parts(times, generator, of: transfers, "transfer", beside: raw.microseconds, show)
    }

    private func queries(
        _ service: Service,
        _ signedIn: [SignedIn],
        _ meter: ProcessorMeter,
        _ show: (Figure) -> Void
    ) throws {
        let requests = signedIn.map {
            WrkRequest(method: "GET", path: "/balance", token: $0.token, body: "")
        }
        func send(to port: Int, _ length: Int) throws -> Double {
            let result = try wrk(
                port: port,
                seconds: length,
                requests: requests,
                folder: databases.folder
            )
            guard result.errors == 0 else { throw BenchError("\(result.errors) failed") }
            return result.requests
        }
        let nginx = try Nginx(folder: databases.folder)
        defer { nginx.stop() }
        _ = try send(to: Nginx.port, 1)
        let before = try nginx.processorSeconds
        let plain = try send(to: Nginx.port, secondsPerRun)
        let limit = (try nginx.processorSeconds - before) / plain * 1e6
        _ = try send(to: service.port, 1)
        let start = try (times: meter.read(), generator: generatorSeconds)
        let count = try send(to: service.port, secondsPerRun)
        let times = try meter.read().since(start.times)
        show(
            Figure(
                name: "GET /balance, 64 connections, processor time beside nginx `return 200`",
                value: times.total / count * 1e6,
                unit: "µs/request",
                limit: limit,
                target: .atMostShare(1.25)
            )
        )
        let generator = generatorSeconds - start.generator
        parts(times, generator, of: count, "request", beside: limit, show)
    }

    /// A line for each part that takes a hundredth of the whole or more, the largest first.
    private func parts(
        _ times: ProcessorTimes,
        _ generator: Double,
        of count: Double,
        _ unit: String,
        beside limit: Double,
        _ show: (Figure) -> Void
    ) {
        func line(_ name: String, _ seconds: Double) {
            show(
                Figure(
                    name: "    \(name)",
                    value: seconds / count * 1e6,
                    unit: "µs/\(unit)",
                    limit: limit,
                    target: .none
                )
            )
        }
        for (part, seconds) in times.seconds.sorted(by: { $0.value > $1.value })
        where seconds >= times.total / 100 {
            line(part.name, seconds)
        }
        line("besides: the load generator", generator)
    }

    /// This process sends the bulks, wrk everything else.
    private var generatorSeconds: Double {
        (ProcessorClock.seconds(of: getpid()) ?? 0) + ProcessorClock.secondsOfEndedChildren
    }
}

extension ProcessorTimes.Part {
    fileprivate var name: String {
        switch self {
        case .thread(let name): "service, thread \(name)"
        case .session(let name): "PostgreSQL, session \(name)"
        case .background: "PostgreSQL, its own processes"
        }
    }
}

import Postgres
import TestSupport

/// Bulks of transfers over HTTP, beside the raw COPY of the same run.
struct BulkBench {
    let databases: Databases
    let rawTransfersPerSecond: Double
    let users = 1_000
    let secondsPerRun = 10.0
    let rounds = 3

    func run(_ show: (Figure) -> Void) throws {
        let options = try databases.make("bulk")
        let service = try Service(database: options.conninfo, environment: Service.forBulks)
        defer { service.stop() }
        let signedIn = try service.register(users)
        let log = try LogWatch(options)
        for (size, share) in [(100, 0.65), (1_000, 0.65)] {
            for mode in ["each", "all-or-nothing"] {
                let load = BulkLoad(port: service.port, signedIn: signedIn, mode: mode, size: size)
                let rates = try (0..<rounds).map { round in
                    let before = try log.end()
                    let elapsed = try load.send("\(mode)-\(size)-\(round)", seconds: secondsPerRun)
                    return Double(try log.end() - before) / 2 / elapsed
                }
                show(
                    Figure(
                        name:
                            "transfers over HTTP in bulks of \(size), \(mode), \(load.clients) clients",
                        value: median(rates),
                        unit: "transfers/s",
                        limit: rawTransfersPerSecond,
                        target: .atLeast(share)
                    )
                )
            }
        }
    }
}

extension Service {
    /// Wallets that last for any number of bulks.
    static let forBulks = Service.cheapPasswords.merging([
        "TALLY_OPENING_GRANT": "1000000000000"
    ]) { $1 }
}

import Model
import Postgres

/// The time from the start of `tally serve` to its readiness, with a long log and 10,000 accounts.
struct StartBench {
    let ledger: Ledger
    let events: Int64 = 5_000_000
    private let rounds = 3

    func run() throws -> Figure {
        let missing = events - (try ledger.tail().rawValue)
        if missing > 0 { try ledger.transfer(Int((missing + 1) / 2)) }
        // The read models are made once; a node that starts later finds them as it left them.
        _ = try ChildProcess(
            program("tally"),
            ["replay", "--database", ledger.options.conninfo]
        ).finish()
        var times: [Double] = []
        for _ in 0..<rounds {
            var service: Service?
            times.append(try seconds { service = try Service(database: ledger.options.conninfo) })
            service?.stop()
        }
        return Figure(
            name: "cold start until ready, \(grouped(Double(events))) events",
            value: median(times),
            unit: "s",
            limit: nil,
            target: .atMost(2)
        )
    }
}

import Events
import Model
import Postgres
import PrivateServer

/// `tally replay balances transactions` over a log of 1,000,000 events, beside reading the same
/// rows out of it.
struct ReplayBench {
    let ledger: Ledger
    let events: Int64 = 1_000_000

    func run() throws -> Figure {
        let missing = events - (try ledger.tail().rawValue)
        if missing > 0 { try ledger.transfer(Int((missing + 1) / 2)) }
        let count = Double(try ledger.tail().rawValue)
        // Brings the live read models to the log's end, so that each later run compares with them.
        try replay()
        var own: [Double] = []
        var limit: [Double] = []
        for _ in 0..<3 {
            let connection = try Connection(ledger.options)
            var rows = 0
            let reading = try seconds {
                try connection.copyOut(
                    """
                    COPY (SELECT * FROM log.events ORDER BY position) TO STDOUT (FORMAT binary)
                    """
                ) { _ in rows += 1 }
            }
            limit.append(count / reading)
            own.append(count / (try seconds(replay)))
        }
        return Figure(
            name: "replay of balances and transactions, \(grouped(count)) events, swap included",
            value: median(own),
            unit: "events/s",
            limit: median(limit),
            target: .atLeast(0.25)
        )
    }

    private func replay() throws {
        let arguments = [
            "replay", "balances", "transactions", "--database", ledger.options.conninfo,
        ]
        _ = try ChildProcess(program("tally"), arguments).finish()
    }
}

import Events
import Model

/// Whether appending slows down as the log grows.
struct GrowthBench {
    let ledger: Ledger
    let transfersPerRound = 100_000
    let events: Int64 = 5_000_000

    /// `early` is the rate that was measured when the log held some hundred thousand events.
    func run(early: Double) throws -> Figure {
        let missing = events - (try ledger.tail().rawValue)
        if missing > 0 { try ledger.transfer(Int(missing / 2)) }
        var rates: [Double] = []
        for _ in 0..<3 {
            let elapsed = try seconds { try ledger.transfer(transfersPerRound) }
            rates.append(Double(transfersPerRound) / elapsed)
        }
        return Figure(
            name: "append with 5,000,000 events in the log, beside the rate at the start",
            value: median(rates),
            unit: "transfers/s",
            limit: early,
            target: .atLeast(0.8)
        )
    }
}

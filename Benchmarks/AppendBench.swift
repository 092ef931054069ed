import Events
import Model
import Postgres

/// Transfers through the processor in process, beside raw COPY of the very same rows into a table of
/// the same size by one connection.
struct AppendBench {
    let databases: Databases
    let rounds = 3
    let transfersPerRound = 100_000

    /// The figure, the raw rate in transfers per second, and the ledger for the benches that follow.
    func run() throws -> (figure: Figure, rawTransfersPerSecond: Double, ledger: Ledger) {
        let ledger = Ledger(try databases.make("append"), seed: 1)
        let raw = try databases.make("raw")
        try ledger.register(10_000)
        var copied = try rawCopy(from: ledger.options, after: .start, into: raw).end
        var own: [Double] = []
        var limit: [Double] = []
        for _ in 0..<rounds {
            let elapsed = try seconds { try ledger.transfer(transfersPerRound) }
            own.append(Double(transfersPerRound) / elapsed)
            let copy = try rawCopy(from: ledger.options, after: copied, into: raw)
            limit.append(Double(transfersPerRound) / copy.seconds)
            copied = copy.end
        }
        let figure = Figure(
            name: "append, transfers in process, 10,000 accounts, 1,000 in a batch",
            value: median(own),
            unit: "transfers/s",
            limit: median(limit),
            target: .atLeast(0.6)
        )
        return (figure, median(limit), ledger)
    }
}

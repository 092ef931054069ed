import Events
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
        var copied = try copy(from: ledger.options, after: .start, into: raw).end
        var own: [Double] = []
        var limit: [Double] = []
        for _ in 0..<rounds {
            let elapsed = try seconds { try ledger.transfer(transfersPerRound) }
            own.append(Double(transfersPerRound) / elapsed)
            let copy = try copy(from: ledger.options, after: copied, into: raw)
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

    /// Reads the rows into memory, then times one COPY of them.
    private func copy(
        from source: ConnectionOptions,
        after position: LogPosition,
        into target: ConnectionOptions
    ) throws -> (end: LogPosition, seconds: Double) {
        let reader = try Connection(source)
        let end = try LogReader(reader).tail().position
        var data: [UInt8] = []
        try reader.copyOut(
            """
            COPY (
                SELECT * FROM log.events WHERE position > \(position.rawValue) ORDER BY position
            ) TO STDOUT (FORMAT binary)
            """
        ) { data.append(contentsOf: $0) }
        let writer = try Connection(target)
        let elapsed = try seconds {
            _ = try writer.beginCopyIn("COPY log.events FROM STDIN (FORMAT binary)")
            try data.withUnsafeBytes { try writer.putCopyData($0) }
            try writer.endCopyIn()
        }
        return (end, elapsed)
    }
}

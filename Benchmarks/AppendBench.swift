import EventStore
import Events
import Model
import Postgres

/// Transfers through the processor in process, beside a raw COPY of the same rows by one connection
/// into a table of the same size.
struct AppendBench {
    let databases: Databases
    let rounds = 3
    let transfersPerRound = 100_000

    /// The figure, the raw rate in transfers per second, and the ledger for the benches that
    /// follow.
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

/// Whether appending slows down as the log grows.
struct GrowthBench {
    let ledger: Ledger
    /// How long the log is by then.
    let events: Int64
    let transfersPerRound = 100_000

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
            name:
                "append with \(grouped(Double(events))) events in the log, beside the start",
            value: median(rates),
            unit: "transfers/s",
            limit: early,
            target: .atLeast(0.85)
        )
    }
}

/// Measures the machine's limit without Tally: reads the log's rows after `position` into memory,
/// then times one COPY of them by one connection.
func rawCopy(
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

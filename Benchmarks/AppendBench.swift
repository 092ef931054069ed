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

    /// The figure, what the raw COPY made, and the ledger for the benches that follow.
    func run() throws -> (figure: Figure, raw: RawCopy.Figures, ledger: Ledger) {
        let ledger = Ledger(try databases.make("append"), seed: 1)
        let raw = try databases.make("raw")
        try ledger.register(10_000)
        var copied = try RawCopy(from: ledger.options, after: .start, into: raw)
        var own: [Double] = []
        var limits: [RawCopy.Figures] = []
        for _ in 0..<rounds {
            let elapsed = try seconds { try ledger.transfer(transfersPerRound) }
            own.append(Double(transfersPerRound) / elapsed)
            copied = try RawCopy(from: ledger.options, after: copied.end, into: raw)
            limits.append(copied.figures(of: transfersPerRound))
        }
        let limit = RawCopy.Figures(
            transfersPerSecond: median(limits.map(\.transfersPerSecond)),
            microseconds: median(limits.map(\.microseconds))
        )
        let figure = Figure(
            name: "append, transfers in process, 10,000 accounts, 1,000 in a batch",
            value: median(own),
            unit: "transfers/s",
            limit: limit.transfersPerSecond,
            target: .atLeast(0.8)
        )
        return (figure, limit, ledger)
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

/// The machine's limit without Tally: one COPY of the log's rows by one connection, from memory.
struct RawCopy {
    /// What it makes of transfers.
    struct Figures {
        let transfersPerSecond: Double
        /// Processor time of PostgreSQL's session for each transfer.
        let microseconds: Double
    }

    /// The position of the last row.
    let end: LogPosition
    let seconds: Double
    private let processorSeconds: Double

    /// Copies the rows after `position`.
    init(
        from source: ConnectionOptions,
        after position: LogPosition,
        into target: ConnectionOptions
    ) throws {
        let reader = try Connection(source)
        end = try LogReader(reader).tail().position
        var data: [UInt8] = []
        try reader.copyOut(
            """
            COPY (
                SELECT * FROM log.events WHERE position > \(position.rawValue) ORDER BY position
            ) TO STDOUT (FORMAT binary)
            """
        ) { data.append(contentsOf: $0) }
        let writer = try Connection(target)
        let before = try Self.processorSeconds(of: writer)
        seconds = try tally_bench.seconds {
            _ = try writer.beginCopyIn("COPY log.events FROM STDIN (FORMAT binary)")
            try data.withUnsafeBytes { try writer.putCopyData($0) }
            try writer.endCopyIn()
        }
        processorSeconds = try Self.processorSeconds(of: writer) - before
    }

    func figures(of transfers: Int) -> Figures {
        Figures(
            transfersPerSecond: Double(transfers) / seconds,
            microseconds: processorSeconds / Double(transfers) * 1e6
        )
    }

    private static func processorSeconds(of session: Connection) throws -> Double {
        guard let used = ProcessorClock.seconds(of: session.processID)
        else { throw BenchError("PostgreSQL's session has ended") }
        return used
    }
}

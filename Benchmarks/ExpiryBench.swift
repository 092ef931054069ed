import Events
import Foundation
import Model
import Postgres
import PrivateServer

/// How fast a running service ends 100,000 pending transfers with one deadline, which are overdue
/// when it starts, beside a raw COPY of the rows that it writes.
struct ExpiryBench {
    let databases: Databases
    let transfers = 100_000

    func run(_ show: (Figure) -> Void) throws {
        let ledger = Ledger(try databases.make("expiry"), seed: 3)
        try ledger.register(1_000)
        try ledger.reserve(transfers, seconds: 1)
        let reserved = try ledger.tail()
        let arguments = ["replay", "--database", ledger.options.conninfo]
        _ = try ChildProcess(program("tally"), arguments).finish()
        usleep(1_000_000)
        let service = try Service(database: ledger.options.conninfo)
        defer { service.stop() }
        let end = reserved.advanced(by: 2 * transfers)
        while try ledger.tail() < end { usleep(20_000) }
        let elapsed = try Self.secondsOfExpiry(after: reserved, ledger.options)
        let raw = try RawCopy(
            from: ledger.options,
            after: reserved,
            into: databases.make("raw_expiry")
        )
        show(
            Figure(
                name: "expiry of \(grouped(Double(transfers))) transfers with one deadline, by a "
                    + "running service",
                value: Double(2 * transfers) / elapsed,
                unit: "events/s",
                limit: Double(2 * transfers) / raw.seconds,
                target: .none
            )
        )
        show(
            Figure(
                name: "  the same, from the first to the last",
                value: elapsed,
                unit: "s",
                limit: nil,
                target: .atMost(5)
            )
        )
    }

    /// The seconds from the first to the last expiry in the log.
    private static func secondsOfExpiry(
        after position: LogPosition,
        _ options: ConnectionOptions
    ) throws -> Double {
        let row = try Connection(options).execute(
            """
            SELECT extract(epoch FROM max(recorded_at) - min(recorded_at))::text
            FROM log.events WHERE position > $1 AND type = 'transfer.expired'
            """,
            [.int64(position.rawValue)]
        ).only()
        guard let seconds = Double(try row.string(0)) else { throw BenchError("nothing expired") }
        return seconds
    }
}

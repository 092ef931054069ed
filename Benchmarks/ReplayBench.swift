import Events
import Model
import Postgres
import PrivateServer

/// Replays and verifications of a log of 1,000,000 events, beside reading the same rows out of it.
///
/// Beside each rate is the processor time of the program and of PostgreSQL together, as a multiple
/// of what the reading takes: other work on the machine changes it less.
struct ReplayBench {
    let ledger: Ledger
    let use: ServerUse
    let events: Int64 = 1_000_000
    private let rounds = 3

    /// What was measured, each time once.
    private struct Run {
        var seconds: [Double] = []
        var processorSeconds: [Double] = []
    }

    private struct Subject {
        let name: String
        let arguments: [String]
        let share: Double
    }

    private let subjects = [
        Subject(
            name: "replay of balances and transactions",
            arguments: ["replay", "balances", "transactions"],
            share: 0.5
        ),
        Subject(name: "replay of all read models", arguments: ["replay"], share: 0.25),
        Subject(name: "verification of everything", arguments: ["verify"], share: 0.5),
    ]

    func run(_ show: (Figure) -> Void) throws {
        let missing = events - (try ledger.tail().rawValue)
        if missing > 0 { try ledger.transfer(Int((missing + 1) / 2)) }
        let count = Double(try ledger.tail().rawValue)
        // Brings the live read models to the log's end, so that each later run compares with them.
        try tally(["replay"])
        var reading = Run()
        var runs = subjects.map { _ in Run() }
        for _ in 0..<rounds {
            try measure(&reading, read)
            for index in subjects.indices {
                try measure(&runs[index]) { try tally(subjects[index].arguments) }
            }
        }
        for (subject, run) in zip(subjects, runs) {
            show(
                Figure(
                    name: "\(subject.name), \(grouped(count)) events",
                    value: count / median(run.seconds),
                    unit: "events/s",
                    limit: count / median(reading.seconds),
                    target: .atLeast(subject.share)
                )
            )
            show(
                Figure(
                    name: "  processor time of program and PostgreSQL, beside binary COPY out",
                    value: median(run.processorSeconds) / count * 1e6,
                    unit: "µs/event",
                    limit: median(reading.processorSeconds) / count * 1e6,
                    target: .none
                )
            )
        }
        try showIncremental(show)
    }

    /// After 1,000 more transfers.
    private func showIncremental(_ show: (Figure) -> Void) throws {
        try ledger.transfer(1_000)
        let elapsed = try seconds { try tally(["verify", "--incremental"]) }
        show(
            Figure(
                name: "incremental verification of 2,000 new events, program start included",
                value: elapsed * 1_000,
                unit: "ms",
                limit: nil,
                target: .atMost(1_000)
            )
        )
    }

    private func measure(_ run: inout Run, _ body: () throws -> Void) throws {
        run.processorSeconds.append(
            try use.seconds { run.seconds.append(try seconds(body)) }
        )
    }

    private func read() throws {
        let connection = try Connection(ledger.options)
        var rows = 0
        try connection.copyOut(
            "COPY (SELECT * FROM log.events ORDER BY position) TO STDOUT (FORMAT binary)"
        ) { _ in rows += 1 }
    }

    private func tally(_ arguments: [String]) throws {
        let database = ["--database", ledger.options.conninfo]
        _ = try ChildProcess(program("tally"), arguments + database).finish()
    }
}

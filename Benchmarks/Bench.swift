import Foundation

/// `tally-bench [append] [http] [latency] [nodes] [bulk] [budget] [signin] [feed] [expiry]
/// [replay] [start] [growth] [growth-20m]`: measures the named parts, or all but the last one, and
/// prints each figure beside a limit that the same machine reached in the same run.
///
/// `tally-bench against TALLY`: measures this version beside the program of another one.
@main
struct Bench {
    static func main() {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            if arguments.count == 2, arguments[0] == "against" {
                try compare(with: arguments[1])
            } else {
                try Bench(parts: arguments).run()
            }
        } catch {
            FileHandle.standardError.write(Data("tally-bench: \(error)\n".utf8))
            exit(1)
        }
    }

    static let parts = [
        "append", "http", "latency", "nodes", "bulk", "budget", "signin", "feed", "expiry",
        "replay", "start", "growth",
    ]
    /// Only measured by name: it takes an hour.
    static let longParts = ["growth-20m"]
    private let wanted: Set<String>

    init(parts: [String]) throws {
        let known = Self.parts + Self.longParts
        for part in parts where !known.contains(part) {
            throw BenchError("no part '\(part)'; there are \(known.joined(separator: ", "))")
        }
        wanted = Set(parts.isEmpty ? Self.parts : parts)
    }

    private static func compare(with other: String) throws {
        describeMachine()
        let databases = try Databases()
        defer { databases.stop() }
        try AgainstBench(databases: databases, other: other).run(show)
    }

    private func run() throws {
        Self.describeMachine()
        let databases = try Databases()
        defer { databases.stop() }
        // The raw COPY rate is the limit for the figures over HTTP too.
        let append = try AppendBench(databases: databases).run()
        Self.show(append.figure)
        if wanted.contains("http") {
            try HTTPBench(
                databases: databases,
                rawTransfersPerSecond: append.raw.transfersPerSecond
            )
            .run(Self.show)
        }
        if wanted.contains("latency") { try LatencyBench(databases: databases).run(Self.show) }
        if wanted.contains("nodes") { try NodesBench(databases: databases).run(Self.show) }
        if wanted.contains("bulk") {
            try BulkBench(
                databases: databases,
                rawTransfersPerSecond: append.raw.transfersPerSecond
            )
            .run(Self.show)
        }
        if wanted.contains("budget") {
            try BudgetBench(databases: databases, raw: append.raw).run(Self.show)
        }
        if wanted.contains("signin") { try SignInBench(databases: databases).run(Self.show) }
        if wanted.contains("feed") { try FeedBench(databases: databases).run(Self.show) }
        if wanted.contains("expiry") { try ExpiryBench(databases: databases).run(Self.show) }
        // These make the same log longer and longer.
        if wanted.contains("replay") {
            try ReplayBench(ledger: append.ledger, use: ServerUse(databases.server)).run(Self.show)
        }
        if wanted.contains("start") { Self.show(try StartBench(ledger: append.ledger).run()) }
        for (part, events) in [("growth", Int64(5_000_000)), ("growth-20m", 20_000_000)]
        where wanted.contains(part) {
            let growth = GrowthBench(ledger: append.ledger, events: events)
            Self.show(try growth.run(early: append.figure.value))
        }
    }

    private static func describeMachine() {
        let memory = ProcessInfo.processInfo.physicalMemory >> 30
        print("\(ProcessInfo.processInfo.activeProcessorCount) cores, \(memory) GiB of memory")
    }

    private static func show(_ figure: Figure) {
        print(figure.line)
        fflush(nil)
    }
}

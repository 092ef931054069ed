import Foundation

/// `tally-bench [append] [http] [bulk] [budget] [signin] [feed] [expiry] [replay] [growth]`:
/// measures all or the named parts and prints each figure beside a limit that the same machine
/// reached in the same run.
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
        "append", "http", "bulk", "budget", "signin", "feed", "expiry", "replay", "growth",
    ]
    private let wanted: Set<String>

    init(parts: [String]) throws {
        for part in parts where !Self.parts.contains(part) {
            throw BenchError("no part '\(part)'; there are \(Self.parts.joined(separator: ", "))")
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
        if wanted.contains("replay") { Self.show(try ReplayBench(ledger: append.ledger).run()) }
        if wanted.contains("growth") {
            Self.show(try GrowthBench(ledger: append.ledger).run(early: append.figure.value))
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

import Foundation

/// `tally-bench [append] [http] [feed] [replay] [growth]`: measures all or the named parts and prints each
/// figure beside a limit that the same machine reached in the same run.
@main
struct Bench {
    static func main() {
        do {
            try Bench(parts: Array(CommandLine.arguments.dropFirst())).run()
        } catch {
            FileHandle.standardError.write(Data("tally-bench: \(error)\n".utf8))
            exit(1)
        }
    }

    static let parts = ["append", "http", "feed", "replay", "growth"]
    private let wanted: Set<String>

    init(parts: [String]) throws {
        for part in parts where !Self.parts.contains(part) {
            throw BenchError("no part '\(part)'; there are \(Self.parts.joined(separator: ", "))")
        }
        wanted = Set(parts.isEmpty ? Self.parts : parts)
    }

    private func run() throws {
        let memory = ProcessInfo.processInfo.physicalMemory >> 30
        print("\(ProcessInfo.processInfo.activeProcessorCount) cores, \(memory) GiB of memory")
        let databases = try Databases()
        defer { databases.stop() }
        // The raw COPY rate is the limit that the figures over HTTP are measured against as well.
        let append = try AppendBench(databases: databases).run()
        show(append.figure)
        if wanted.contains("http") {
            try HTTPBench(databases: databases, rawTransfersPerSecond: append.rawTransfersPerSecond)
                .run(show)
        }
        if wanted.contains("feed") { try FeedBench(databases: databases).run(show) }
        if wanted.contains("replay") { show(try ReplayBench(ledger: append.ledger).run()) }
        if wanted.contains("growth") {
            show(try GrowthBench(ledger: append.ledger).run(early: append.figure.value))
        }
    }

    private func show(_ figure: Figure) {
        print(figure.line)
        fflush(nil)
    }
}

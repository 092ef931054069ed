import Foundation
import PrivateServer

/// Processor time of a private PostgreSQL and of the programs that a part of the benchmark runs.
struct ServerUse {
    /// PostgreSQL's first process, the parent of all others.
    private let postmaster: Int32

    init(_ server: PrivateServer) throws {
        guard let process = server.processID else { throw BenchError("PostgreSQL has ended") }
        postmaster = process
    }

    /// User and system time that `body` took: of PostgreSQL, of the programs that it ran and waited
    /// for, and of this process.
    func seconds(_ body: () throws -> Void) throws -> Double {
        let start = try now()
        try body()
        return try now() - start
    }

    private func now() throws -> Double {
        var all = try Self.used(by: postmaster).withChildren
        let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc")
        for process in processes.compactMap({ Int32($0) }) {
            // A session that ends meanwhile is counted by its parent from then on.
            guard let use = try? Self.used(by: process), use.parent == postmaster else { continue }
            all += use.withChildren
        }
        return all + Self.usage(RUSAGE_SELF.rawValue) + Self.usage(RUSAGE_CHILDREN.rawValue)
    }

    /// From `/proc/pid/stat` (proc(5)).
    private static func used(by process: Int32) throws -> (parent: Int32, withChildren: Double) {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = fields.count > 14 ? fields[11...14].compactMap { Double($0) } : []
        guard ticks.count == 4, let parent = Int32(fields[1]) else {
            throw BenchError("can't read /proc/\(process)/stat")
        }
        return (parent, ticks.reduce(0, +) / Double(sysconf(Int32(_SC_CLK_TCK))))
    }

    private static func usage(_ who: Int32) -> Double {
        var usage = rusage()
        getrusage(who, &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
        }
    }
}

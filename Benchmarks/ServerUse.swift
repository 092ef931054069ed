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
        var processes = try ProcessRecord.children(of: postmaster)
        processes += [postmaster, getpid()]
        let used = processes.map { process in
            // A session that ends meanwhile is counted by its parent from then on.
            let ended = (try? ProcessRecord(of: process))?.childrenSeconds ?? 0
            return ended + (ProcessorClock.seconds(of: process) ?? 0)
        }
        return used.reduce(0, +)
    }
}

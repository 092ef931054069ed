import Foundation
import Glibc

extension ServerPlace {
    /// A log beyond this is put aside at the next start; one older log is kept.
    private static let longestLog = 10 << 20

    /// The log's size in bytes.
    var logSize: Int {
        var status = stat()
        return stat(log, &status) == 0 ? Int(status.st_size) : 0
    }

    func shortenLog() {
        guard logSize > Self.longestLog else { return }
        rename(log, log + ".1")
    }

    /// Why a program ended: the last line that names a failure among those written since, or the last.
    func logProblem(since mark: Int) -> String {
        guard let handle = FileHandle(forReadingAtPath: log) else { return "no log at \(log)" }
        defer { try? handle.close() }
        try? handle.seek(toOffset: UInt64(mark))
        let data = (try? handle.read(upToCount: 64 << 10)) ?? Data()
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let failure = lines.last { line in
            ["FATAL", "PANIC", "error:"].contains { line.contains($0) }
        }
        return "\(failure ?? lines.last ?? "without a word") (log: \(log))"
    }
}

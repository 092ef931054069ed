import Glibc

/// Wall-clock seconds that `body` took, by the monotonic clock.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    let elapsed = ContinuousClock.now - start
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
}

/// Figures of a running process from /proc.
struct ProcessStatistics {
    /// User and system time so far, in seconds.
    let cpuSeconds: Double
    /// Resident memory in MiB.
    let residentMebibytes: Double

    init(of process: Int32) throws {
        let fields = try Self.read("/proc/\(process)/stat").split(separator: ")").last?
            .split(separator: " ")
        guard let fields, fields.count > 22, let user = Double(fields[11]),
            let system = Double(fields[12]), let pages = Double(fields[21])
        else { throw BenchError("can't read /proc/\(process)/stat") }
        cpuSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        residentMebibytes = pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }

    private static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw BenchError("can't open \(path)") }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}

/// Why a benchmark could not run.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

import Glibc

/// The memory that this process uses.
package enum ProcessMemory {
    /// The resident bytes; nil if the kernel does not report them.
    package static var residentBytes: Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        return resident(String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self))
            .map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    }

    /// The second number of statm, in pages; see proc(5).
    static func resident(_ statm: String) -> Int? {
        let fields = statm.split(separator: " ")
        return fields.count > 1 ? Int(fields[1]) : nil
    }
}

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

/// The name of this process among the nodes.
package enum NodeName {
    /// `host-process`, with the end of a long host name.
    ///
    /// Short enough for the application name of a connection: PostgreSQL keeps 63 bytes of it.
    package static let own: String = {
        var buffer = [CChar](repeating: 0, count: 256)
        let known = gethostname(&buffer, buffer.count - 1) == 0
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let host = known && !bytes.isEmpty ? String(decoding: bytes, as: UTF8.self) : "node"
        return "\(host.suffix(32))-\(getpid())"
    }()
}

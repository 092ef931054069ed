import Glibc

/// What this process is called among the nodes.
package enum NodeName {
    /// `host-process`, with the end of a long host's name: enough to find it, and short enough for a
    /// session's name, of which PostgreSQL keeps 63 bytes.
    package static let own: String = {
        var buffer = [CChar](repeating: 0, count: 256)
        let known = gethostname(&buffer, buffer.count - 1) == 0
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let host = known && !bytes.isEmpty ? String(decoding: bytes, as: UTF8.self) : "node"
        return "\(host.suffix(32))-\(getpid())"
    }()
}

import Glibc

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

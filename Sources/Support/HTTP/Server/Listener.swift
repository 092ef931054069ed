import CLinux
import Glibc

/// A listening socket; its holder closes `descriptor`.
struct Listener {
    let descriptor: Int32
    let port: UInt16

    /// Binds and listens; `shares` lets the sockets of further loops bind the same port.
    init(_ configuration: HTTPOptions, port: UInt16, shares: Bool) throws(ListenError) {
        let host = configuration.host
        var address = try Self.resolve(host, port: port)
        let descriptor = socket(
            Int32(address.storage.ss_family),
            Int32(SOCK_STREAM.rawValue)
                | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
            0
        )
        guard descriptor >= 0 else { throw .system(call: "socket", errno: errno) }
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        // Connections of an earlier process that linger must not keep a restart from binding.
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        if shares { setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &yes, size) }
        let bound = withUnsafePointer(to: &address.storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, address.length)
            }
        }
        guard bound == 0, listen(descriptor, configuration.backlog) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EADDRINUSE
                ? .portInUse(host: host, port: port)
                : .cannotBind(host: host, port: port, errno: code)
        }
        self.descriptor = descriptor
        self.port = Self.port(of: descriptor)
    }

    /// The address of a numeric host; names are not looked up, since that may block for long.
    private static func resolve(
        _ host: String,
        port: UInt16
    ) throws(ListenError) -> (storage: sockaddr_storage, length: socklen_t) {
        var name = host == "localhost" ? "127.0.0.1" : host
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, "\(port)", &hints, &list) == 0, let found = list else {
            throw .invalidHost(host)
        }
        defer { freeaddrinfo(list) }
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.copyMemory(
                from: UnsafeRawBufferPointer(
                    start: found.pointee.ai_addr,
                    count: Int(found.pointee.ai_addrlen)
                )
            )
        }
        return (storage, found.pointee.ai_addrlen)
    }

    private static func port(of descriptor: Int32) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(descriptor, $0, &length)
            }
        }
        // The port is at the same place in sockaddr_in and sockaddr_in6.
        return withUnsafeBytes(of: &storage) {
            UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self))
        }
    }
}

/// Why a server did not start.
package enum ListenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another socket listens there.
    case portInUse(host: String, port: UInt16)
    /// The host is no numeric address (nor `localhost`).
    case invalidHost(String)
    /// The system refused the address, for lack of right or because it is not this machine's.
    case cannotBind(host: String, port: UInt16, errno: Int32)
    /// The system refused a socket, an epoll or a thread.
    case system(call: String, errno: Int32)
    /// A server is started once.
    case alreadyStarted

    /// What happened and what to change.
    package var description: String {
        switch self {
        case .portInUse(let host, let port):
            "port \(port) on \(host) is in use: stop what listens there or choose another port"
        case .invalidHost(let host):
            "\(host) is no IPv4 or IPv6 address"
        case .cannotBind(let host, let port, let code):
            "cannot listen on \(host) port \(port): \(message(code))"
        case .system(let call, let code):
            "\(call) failed: \(message(code))"
        case .alreadyStarted:
            "the server was started before"
        }
    }

    private func message(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}

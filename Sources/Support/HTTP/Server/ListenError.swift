import Glibc

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

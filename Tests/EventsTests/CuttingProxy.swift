import Glibc
import Postgres
import Synchronization
import TestSupport

/// A proxy between a connection and PostgreSQL that cuts the first connection at a point of its
/// commit.
///
/// Later connections are not cut.
final class CuttingProxy: Sendable {
    enum Cut: CaseIterable, Sendable {
        /// The script with the COMMIT does not reach PostgreSQL.
        case beforeScript
        /// PostgreSQL gets the script, but no rows.
        case beforeRows
        /// PostgreSQL gets everything; its response is lost.
        case afterRows
    }

    /// Options of a connection to PostgreSQL through the proxy.
    let options: ConnectionOptions
    private let directory = TestDirectory.make("proxy")
    private let listener: Int32
    private let target: String
    private let cut: Cut
    private let isArmed = Atomic(true)

    init(to database: TestDatabase, cut: Cut) throws {
        let row = try database.connect().execute(
            """
            SELECT current_setting('unix_socket_directories'), current_setting('port')
            """
        ).only()
        target = "\(try row.string(0))/.s.PGSQL.\(try row.string(1))"
        self.cut = cut
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        options = ConnectionOptions("\(database.conninfo) host=\(directory) port=5432")
        let path = "\(directory)/.s.PGSQL.5432"
        guard CuttingProxy.withAddress(path, { bind(listener, $0, $1) }) == 0,
            listen(listener, 16) == 0
        else { throw PostgresError.connection("the proxy can't listen") }
        start { $0.acceptAll() }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        TestDirectory.remove(directory)
    }

    private func acceptAll() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            guard CuttingProxy.withAddress(target, { connect(server, $0, $1) }) == 0 else { return }
            start { $0.forward(client, server) }
            start { $0.back(server, client) }
        }
    }

    private func back(_ server: Int32, _ client: Int32) {
        while let bytes = receive(server) { transmit(bytes, to: client) }
        shutdown(client, Int32(SHUT_RDWR))
    }

    private func forward(_ client: Int32, _ server: Int32) {
        var isCommitting = false
        while let bytes = receive(client) {
            let hasScript = contains(bytes, Array("COMMIT\0".utf8))
            if isArmed.load(ordering: .relaxed), hasScript || isCommitting {
                isCommitting = true
                if act(hasScript, bytes, client, server) { return }
            } else {
                transmit(bytes, to: server)
            }
        }
        shutdown(server, Int32(SHUT_RDWR))
    }

    /// Returns whether the connection was cut.
    private func act(_ hasScript: Bool, _ bytes: [UInt8], _ client: Int32, _ server: Int32) -> Bool
    {
        // CopyDone: the type 'c' and a length of 4.
        let hasRows = contains(bytes, [UInt8(ascii: "c"), 0, 0, 0, 4])
        switch cut {
        case .beforeScript: break
        case .beforeRows:
            if hasScript {
                transmit(bytes, to: server)
                return false
            }
        case .afterRows:
            // The client's side is closed first, or it might receive the response before the cut.
            if hasRows { shutdown(client, Int32(SHUT_RDWR)) }
            transmit(bytes, to: server)
            if !hasRows { return false }
        }
        isArmed.store(false, ordering: .relaxed)
        shutdown(client, Int32(SHUT_RDWR))
        // The server still reads everything that was sent, and then the end.
        shutdown(server, Int32(SHUT_WR))
        return true
    }

    private func start(_ body: @escaping @Sendable (CuttingProxy) -> Void) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Job(proxy: self, body: body)).toOpaque()
        pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                let job = Unmanaged<Job>.fromOpaque(context).takeRetainedValue()
                job.body(job.proxy)
                return nil
            },
            context
        )
        pthread_detach(thread)
    }

    private final class Job: Sendable {
        let proxy: CuttingProxy
        let body: @Sendable (CuttingProxy) -> Void

        init(proxy: CuttingProxy, body: @escaping @Sendable (CuttingProxy) -> Void) {
            self.proxy = proxy
            self.body = body
        }
    }

    private func receive(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private func transmit(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Array(rest).withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private func contains(_ bytes: [UInt8], _ pattern: [UInt8]) -> Bool {
        guard bytes.count >= pattern.count else { return false }
        return (0...bytes.count - pattern.count).contains { start in
            bytes[start] == pattern[0]
                && bytes[start..<start + pattern.count].elementsEqual(pattern)
        }
    }

    private static func withAddress(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

import CLinux
import Glibc
import Synchronization

extension EventLoop {
    /// Connections accepted in one turn; epoll reports the listener again while more wait.
    private static let acceptsPerTurn = 64

    func startAccepting() {
        isAccepting = epoll.addInput(setup.listener, data: Self.listenerMark)
    }

    func stopAccepting() {
        guard isAccepting else { return }
        epoll.remove(setup.listener)
        isAccepting = false
    }

    /// Closes the listener, so that clients are refused rather than left waiting.
    func stopListening() {
        guard isListening else { return }
        stopAccepting()
        isListening = false
        Glibc.close(setup.listener)
    }

    func acceptAll() {
        for _ in 0..<Self.acceptsPerTurn where isAccepting {
            guard counters.connections < setup.maxConnections else {
                pause()
                return
            }
            guard acceptOne() else { return }
        }
    }

    /// Takes one connection from the backlog; returns whether another may wait.
    private func acceptOne() -> Bool {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let descriptor = withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                clinux_accept(setup.listener, $0, &length)
            }
        }
        guard descriptor >= 0 else {
            switch errno {
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                // The backlog would wake the loop repeatedly: wait for a tick or a close.
                pause()
                return false
            case EAGAIN: return false
            default:
                // This client has gone already (accept(2)), or a signal came.
                return true
            }
        }
        let address = withUnsafeBytes(of: &storage) { bytes in
            bytes.baseAddress.map { Address($0, family: Int32(bytes.load(as: UInt16.self))) }
        }
        admit(descriptor, address ?? Address(high: 0, low: 0))
        return true
    }

    private func admit(_ descriptor: Int32, _ peer: Address) {
        if !configuration.trustsProxy, let ledger = setup.ledger, !ledger.admit(peer) {
            turnAway(descriptor)
            return
        }
        var yes: Int32 = 1
        setsockopt(
            descriptor,
            Int32(IPPROTO_TCP),
            TCP_NODELAY,
            &yes,
            socklen_t(MemoryLayout<Int32>.size)
        )
        generation &+= 1
        let connection = HTTPConnection(
            descriptor: descriptor,
            generation: generation,
            peer: peer,
            readDeadline: now + configuration.firstRequestMilliseconds
        )
        while connections.count <= Int(descriptor) {
            connections.append(nil)
        }
        connections[Int(descriptor)] = connection
        counters.accepted += 1
        counters.connections += 1
        let data = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
        if !epoll.addEdges(descriptor, data: data) { close(connection) }
    }

    /// Tries once to send the reason, without any state for it.
    private func turnAway(_ descriptor: Int32) {
        counters.turnedAway += 1
        let refusal = ParseError.tooManyConnections
        var answer = ResponseBuffer()
        answer.date = response.date
        answer.begin(dropsBody: false, closes: true)
        answer.send(.problem(refusal.status, detail: refusal.detail(configuration)))
        _ = Glibc.send(
            descriptor,
            answer.bytes,
            answer.bytes.count,
            Int32(MSG_NOSIGNAL)
        )
        _ = clinux_shutdown_write(descriptor)
        Glibc.close(descriptor)
    }

    /// The client of a request that comes through a trusted proxy, whose connections are
    /// everybody's; nil where connections are counted instead.
    func counted(_ request: borrowing Request) -> Address? {
        guard configuration.trustsProxy, setup.ledger != nil else { return nil }
        return request.clientAddress(trustsProxy: true)
    }

    /// Counts an open request of the client, or answers that it has too many.
    func admit(_ client: Address?, for request: borrowing Request) -> Bool {
        guard let client, let ledger = setup.ledger, !ledger.admit(client) else { return true }
        counters.turnedAway += 1
        response.fields = handler.fieldsOfRefusal(origin: request.origin)
        response.send(
            .problem(
                ParseError.tooManyConnections.status,
                detail: "There are too many open requests from this address: wait for some to end.",
                fields: Array("Retry-After: 1\r\n".utf8)
            )
        )
        return false
    }

    /// An open request of the client was answered, or its stream has ended.
    func release(_ client: Address?) {
        if let client { setup.ledger?.release(client) }
    }

    private func pause() {
        counters.acceptPauses += 1
        stopAccepting()
    }
}

/// How many connections, or open requests, each client has, over all loops.
///
/// A client is an address of IPv4, or a network of IPv6, whose addresses cost nothing.
final class AddressLedger: Sendable {
    private let limit: Int
    private let sparesLoopback: Bool
    private let counts: Mutex<[Address: Int]>

    /// A ledger that admits `limit` of them per client; nil when the total binds anyway.
    init?(limit: Int, total: Int, sparesLoopback: Bool) {
        guard limit < total else { return nil }
        self.limit = limit
        self.sparesLoopback = sparesLoopback
        counts = Mutex([:])
    }

    /// Counts one unless the client at the address has too many.
    func admit(_ address: Address) -> Bool {
        if sparesLoopback, address.isLoopback { return true }
        let client = address.network
        return counts.withLock { counts in
            let count = counts[client, default: 0]
            guard count < limit else { return false }
            counts[client] = count + 1
            return true
        }
    }

    func release(_ address: Address) {
        if sparesLoopback, address.isLoopback { return }
        let client = address.network
        counts.withLock { counts in
            let count = counts[client, default: 0]
            counts[client] = count > 1 ? count - 1 : nil
        }
    }
}

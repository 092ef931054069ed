import CLinux
import Foundation
import Glibc

/// Sends requests at a fixed rate over keep-alive connections, whatever the answers take.
///
/// Each connection has times at which its requests are to be sent. A latency is counted from that
/// time, also if the request before it was not answered by then, so that a service that stops for a
/// while can't hide the requests that would have come meanwhile (coordinated omission).
final class OpenLoad {
    /// One connection with the request that it waits for.
    private struct Client {
        let socket: Int32
        /// When the next request is to be sent, or the present one was to be; in nanoseconds.
        var intended: UInt64
        var isWaiting = false
        var received: [UInt8] = []
    }

    private let requests: [[UInt8]]
    private var clients: [Client] = []
    private var next = 0
    private var latencies: [UInt64] = []
    private(set) var errors = 0

    /// Connects.
    init(port: Int, connections: Int, requests: [WrkRequest]) throws {
        self.requests = requests.map(\.bytes)
        for _ in 0..<connections {
            clients.append(Client(socket: try Self.connected(port), intended: 0))
        }
    }

    deinit {
        for client in clients { close(client.socket) }
    }

    /// Sends for so many seconds; returns all latencies in milliseconds, in order of size.
    func run(requestsPerSecond: Double, seconds: Double) throws -> [Double] {
        latencies.removeAll()
        let start = Self.now() + 1_000_000
        let end = start + UInt64(seconds * 1e9)
        let interval = UInt64(Double(clients.count) / requestsPerSecond * 1e9)
        for index in clients.indices {
            clients[index].intended = start + interval * UInt64(index) / UInt64(clients.count)
        }
        while true {
            let now = Self.now()
            var soonest = end
            var waiting = false
            for index in clients.indices {
                if clients[index].isWaiting {
                    waiting = true
                } else if clients[index].intended <= now {
                    guard clients[index].intended < end else { continue }
                    try send(index)
                    waiting = true
                } else {
                    soonest = min(soonest, clients[index].intended)
                }
            }
            guard waiting || now < end else { break }
            let ready = try wait(until: waiting && now >= end ? now + 1_000_000_000 : soonest)
            let arrived = Self.now()
            for index in clients.indices where ready.contains(clients[index].socket) {
                try receive(index, arrived, interval)
            }
        }
        return latencies.sorted().map { Double($0) / 1e6 }
    }

    /// Sends so many requests on the first connection, each when the one before is answered, and
    /// returns their latencies in milliseconds.
    func oneAfterTheOther(_ count: Int) throws -> [Double] {
        latencies.removeAll()
        for _ in 0..<count {
            clients[0].intended = Self.now()
            try send(0)
            while clients[0].isWaiting {
                let ready = try wait(until: Self.now() + 1_000_000_000)
                if ready.contains(clients[0].socket) { try receive(0, Self.now(), 0) }
            }
        }
        return latencies.map { Double($0) / 1e6 }
    }

    private func send(_ index: Int) throws {
        let bytes = requests[next]
        next = (next + 1) % requests.count
        let sent = bytes.withUnsafeBytes {
            Glibc.send(clients[index].socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        // A request is smaller than any socket's buffer.
        guard sent == bytes.count else { throw BenchError("the service closed a connection") }
        clients[index].isWaiting = true
    }

    /// The sockets with an answer, once there is one; none at that time.
    ///
    /// `poll` counts milliseconds, which is too coarse.
    private func wait(until time: UInt64) throws -> SocketSet {
        let now = Self.now()
        let rest = time > now ? time - now : 0
        var limit = timespec(
            tv_sec: Int(rest / 1_000_000_000),
            tv_nsec: Int(rest % 1_000_000_000)
        )
        var sockets = SocketSet()
        for client in clients where client.isWaiting { sockets.insert(client.socket) }
        let count = pselect(sockets.limit, &sockets.bits, nil, nil, &limit, nil)
        guard count >= 0 else { throw BenchError("pselect: \(String(cString: strerror(errno)))") }
        return count > 0 ? sockets : SocketSet()
    }

    private func receive(_ index: Int, _ now: UInt64, _ interval: UInt64) throws {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        let count = recv(clients[index].socket, &chunk, chunk.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN { return }
        guard count > 0 else { throw BenchError("the service closed a connection") }
        clients[index].received += chunk[..<count]
        guard let status = Self.status(of: &clients[index].received) else { return }
        if status != 200 { errors += 1 }
        latencies.append(now - clients[index].intended)
        clients[index].isWaiting = false
        clients[index].intended += interval
    }

    /// The status of a whole answer, which is removed; nil if it is not whole yet.
    private static func status(of received: inout [UInt8]) -> Int? {
        let text = String(decoding: received, as: UTF8.self)
        guard let head = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<head.lowerBound].split(separator: "\r\n")
        let length = lines.lazy.compactMap { line -> Int? in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
            return Int(parts[1].drop { $0 == " " })
        }.first
        let whole = text[..<head.upperBound].utf8.count + (length ?? 0)
        guard received.count >= whole else { return nil }
        received.removeFirst(whole)
        return lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    private static func connected(_ port: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw BenchError("can't connect to port \(port)") }
        return descriptor
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// The sockets that `pselect` waits for; their numbers are below 1,024.
private struct SocketSet {
    var bits = fd_set()
    /// One more than the greatest number.
    private(set) var limit: Int32 = 0

    mutating func insert(_ socket: Int32) {
        withUnsafeMutableBytes(of: &bits) { $0[Int(socket) / 8] |= 1 << (socket % 8) }
        limit = max(limit, socket + 1)
    }

    func contains(_ socket: Int32) -> Bool {
        withUnsafeBytes(of: bits) { $0[Int(socket) / 8] & 1 << (socket % 8) != 0 }
    }
}

extension WrkRequest {
    /// As it is sent.
    fileprivate var bytes: [UInt8] {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
        if !token.isEmpty { text += "Authorization: Bearer \(token)\r\n" }
        if !body.isEmpty {
            text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        }
        return Array("\(text)\r\n\(body)".utf8)
    }
}

/// The value that so many thousandths of the sorted values do not exceed.
func percentile(_ thousandths: Int, of sorted: [Double]) -> Double {
    sorted.isEmpty ? .infinity : sorted[min(sorted.count - 1, sorted.count * thousandths / 1_000)]
}

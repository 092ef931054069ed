import Foundation
import Glibc
import Synchronization

/// Connections to GET /feed, read by one thread that counts the frames.
final class FeedReaders: Sendable {
    private let descriptors: [Int32]
    private let isStopping = Atomic(false)
    private let frames = Atomic(0)
    private let lost = Atomic(0)
    private let ended = DispatchSemaphore(value: 0)

    var events: Int { frames.load(ordering: .relaxed) }

    /// One reader for each token; nil is the public.
    init(port: UInt16, tokens: [String?]) throws {
        descriptors = try tokens.map { try Self.follow(port: port, token: $0) }
        let thread = Thread { self.run() }
        thread.name = "feed readers"
        thread.start()
    }

    /// Closes the connections; answers how many the service had closed before.
    func stop() -> Int {
        isStopping.store(true, ordering: .relaxed)
        ended.wait()
        for descriptor in descriptors { close(descriptor) }
        return lost.load(ordering: .relaxed)
    }

    private func run() {
        var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while !isStopping.load(ordering: .relaxed) {
            guard poll(&polled, nfds_t(polled.count), 100) > 0 else { continue }
            for index in polled.indices where polled[index].revents != 0 {
                let count = recv(polled[index].fd, &chunk, chunk.count, 0)
                if count > 0 {
                    countFrames(chunk[..<count])
                } else {
                    lost.add(1, ordering: .relaxed)
                    // A negative descriptor is passed over.
                    polled[index].fd = -1
                }
            }
        }
        ended.signal()
    }

    /// Every event has one line that begins with a d; one that two reads share may be missed.
    private func countFrames(_ bytes: ArraySlice<UInt8>) {
        let mark = Array("\ndata:".utf8)
        var found = 0
        var index = bytes.startIndex
        while let next = bytes[index...].firstIndex(of: mark[0]) {
            if bytes[next...].starts(with: mark) { found += 1 }
            index = next + 1
        }
        frames.add(found, ordering: .relaxed)
    }

    private static func follow(port: UInt16, token: String?) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var head = "GET /feed HTTP/1.1\r\nHost: localhost\r\n"
        if let token { head += "Authorization: Bearer \(token)\r\n" }
        head += "\r\n"
        var answer = [UInt8](repeating: 0, count: 1_024)
        guard connected == 0, send(descriptor, head, head.utf8.count, Int32(MSG_NOSIGNAL)) > 0,
            recv(descriptor, &answer, answer.count, 0) > 0,
            answer.starts(with: Array("HTTP/1.1 200 ".utf8))
        else {
            close(descriptor)
            throw BenchError("a reader of the feed was refused")
        }
        return descriptor
    }
}

import CLinux
import Foundation
import Glibc
import Postgres
import Synchronization
import TestSupport

/// How much 1,000 readers of the live feed slow transfers down: the load of `HTTPBench` without
/// them and with them, in turns on the same service.
///
/// Half of the readers follow their own events, which is half of the users who transfer; the others
/// follow the public part. Reading them is part of the cost, as it runs on the same machine.
struct FeedBench {
    let databases: Databases
    let users = Self.number("TALLY_BENCH_FEED_USERS", 1_000)
    let readers = Self.number("TALLY_BENCH_FEED_READERS", 1_000)
    let secondsPerRun = Self.number("TALLY_BENCH_FEED_SECONDS", 5)
    let rounds = 7

    func run(_ show: (Figure) -> Void) throws {
        let options = try databases.make("feed")
        let service = try Service(database: options.conninfo)
        defer { service.stop() }
        let signedIn = try service.register(users)
        let requests = transfers(signedIn)
        var alone: [Double] = []
        var followed: [Double] = []
        var events = 0
        for _ in 0..<rounds {
            alone.append(try transfer(service, requests))
            let following = try FeedReaders(
                port: UInt16(service.port),
                tokens: (0..<readers).map { index in
                    index.isMultiple(of: 2) ? signedIn[index / 2 % users].token : nil
                }
            )
            followed.append(try transfer(service, requests))
            let lost = following.stop()
            guard lost == 0 else { throw BenchError("\(lost) readers were cut off") }
            events += following.events
        }
        guard events > 0 else { throw BenchError("the readers got no events") }
        show(
            Figure(
                name: "transfers over HTTP with \(grouped(Double(readers))) readers of the feed, "
                    + "beside the same without",
                value: median(followed),
                unit: "transfers/s",
                limit: median(alone),
                target: .atLeast(0.9)
            )
        )
        show(
            Figure(
                name: "  the same, frames sent to the readers",
                value: Double(events) / Double(rounds * secondsPerRun),
                unit: "frames/s",
                limit: nil,
                target: .none
            )
        )
    }

    private func transfers(_ signedIn: [SignedIn]) -> [WrkRequest] {
        var random = SeededGenerator(seed: 5)
        return (0..<20_000).map { _ in
            let sender = Int(random.next() % UInt64(users))
            let step = 1 + Int(random.next() % UInt64(users - 1))
            return WrkRequest(
                method: "POST",
                path: "/transfer",
                token: signedIn[sender].token,
                body: #"{"receiver_id":\#(signedIn[(sender + step) % users].id),"amount":1}"#
            )
        }
    }

    private func transfer(_ service: Service, _ requests: [WrkRequest]) throws -> Double {
        let result = try wrk(
            port: service.port,
            seconds: secondsPerRun,
            requests: requests,
            folder: databases.folder
        )
        guard result.errors == 0 else { throw BenchError("\(result.errors) transfers failed") }
        return result.requestsPerSecond
    }

    /// Smaller numbers check that the benchmark works on a machine whose figures mean nothing.
    private static func number(_ name: String, _ usual: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
    }
}

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
        Thread { self.run() }.start()
    }

    /// Closes the connections; returns how many the service had closed before.
    func stop() -> Int {
        isStopping.store(true, ordering: .relaxed)
        ended.wait()
        for descriptor in descriptors { close(descriptor) }
        return lost.load(ordering: .relaxed)
    }

    private func run() {
        _ = clinux_name_thread("feed readers")
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
                    // poll(2) ignores a negative descriptor.
                    polled[index].fd = -1
                }
            }
        }
        ended.signal()
    }

    /// Every event has one line that begins with `data:`; a line across two reads may be missed.
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

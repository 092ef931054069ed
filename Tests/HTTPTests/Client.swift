import Glibc
import Testing

/// A blocking client that sends raw bytes; a read that takes ten seconds fails the test.
final class Client {
    struct Answer: Equatable {
        var status: Int
        var head: String
        var body: String

        func header(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.first?.lowercased() == name, let value = parts.last {
                    return value.drop { $0 == " " }.description
                }
            }
            return nil
        }
    }

    struct Timeout: Error {}
    struct Unreachable: Error {}

    let descriptor: Int32
    /// Keeps the server, which would otherwise stop after its last use in a test.
    private let server: AnyObject?
    private var buffer: [UInt8] = []

    init(port: UInt16, receiveBuffer: Int32? = nil, keeping server: AnyObject? = nil) throws {
        self.server = server
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
        }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &limit,
            socklen_t(MemoryLayout<timeval>.size)
        )
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, size)
            }
        }
        // `deinit` runs for a complete object also when its initialiser throws, and closes.
        guard code == 0 else { throw Unreachable() }
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// Sends all of it; returns false if the server is gone.
    @discardableResult
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            // 0x4000 is MSG_NOSIGNAL.
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, 0x4000)
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    func get(_ path: String) throws -> Answer {
        send("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n")
        return try answer()
    }

    /// The next answer; with `isHead`, no body follows, whatever the length is.
    func answer(isHead: Bool = false) throws -> Answer {
        var end = endOfHead()
        while end == nil {
            try #require(try receive() > 0, "the connection ended within a head")
            end = endOfHead()
        }
        let count = try #require(end)
        let head = String(decoding: buffer[..<count], as: UTF8.self)
        buffer.removeFirst(count)
        let status = try #require(Int(head.dropFirst(9).prefix(3)))
        var answer = Answer(status: status, head: head, body: "")
        let length = isHead ? 0 : Int(answer.header("content-length") ?? "0") ?? 0
        while buffer.count < length {
            try #require(try receive() > 0, "the connection ended within a body")
        }
        answer.body = String(decoding: buffer[..<length], as: UTF8.self)
        buffer.removeFirst(length)
        return answer
    }

    /// The next bytes as text.
    func read(_ count: Int) throws -> String {
        while buffer.count < count {
            try #require(try receive() > 0, "the connection ended within \(count) bytes")
        }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        buffer.removeFirst(count)
        return text
    }

    /// Whether the server sent its end of stream or a reset, and nothing before it.
    func isEnded() throws -> Bool {
        try buffer.isEmpty && receive() <= 0
    }

    /// Whether the server's next sign is a reset, and not an orderly end.
    func isReset() -> Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, 0) < 0 && errno == ECONNRESET
    }

    /// Whether something can be read now, or within a while.
    func isReadable(milliseconds: Int32 = 0) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return !buffer.isEmpty || poll(&request, 1, milliseconds) > 0
    }

    /// Ends the sending side only.
    func endSending() {
        shutdown(descriptor, 1)
    }

    private func receive() throws -> Int {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0, errno == EAGAIN { throw Timeout() }
        if count > 0 { buffer.append(contentsOf: chunk[..<count]) }
        return count
    }

    private func endOfHead() -> Int? {
        let mark: [UInt8] = [13, 10, 13, 10]
        guard buffer.count >= 4 else { return nil }
        return (4...buffer.count).first { buffer[($0 - 4)..<$0].elementsEqual(mark) }
    }
}

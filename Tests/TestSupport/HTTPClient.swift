import Glibc

/// One keep-alive connection to a server, with blocking calls: small enough to see every byte, and
/// able to send what no proper client would.
package final class HTTPClient {
    /// Where a server listens: this machine unless an address is named.
    package struct Place: Hashable, Sendable {
        /// Of IPv4, in digits.
        package let address: String
        package let port: UInt16

        package init(address: String = "127.0.0.1", port: UInt16) {
            self.address = address
            self.port = port
        }
    }

    package struct Answer: Sendable {
        package let status: Int
        /// Names in lower case; of a name that comes twice, the last value.
        package let headers: [String: String]
        package let bytes: [UInt8]

        /// The bytes as text.
        package var body: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// The connection was refused, lost or ended before a whole answer came.
    package struct Lost: Error {
        package let reason: String
    }

    private let descriptor: Int32
    private var received: [UInt8] = []

    /// To a server on this machine.
    package convenience init(
        port: UInt16,
        timeoutSeconds: Int = 30,
        receiveBytes: Int32? = nil
    ) throws {
        let place = Place(port: port)
        try self.init(place, timeoutSeconds: timeoutSeconds, receiveBytes: receiveBytes)
    }

    /// Reading waits `timeoutSeconds` at most; `receiveBytes` keeps the kernel from taking much
    /// that is not read.
    package init(_ place: Place, timeoutSeconds: Int = 30, receiveBytes: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var receiveBytes {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBytes, 4)
        }
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = place.port.bigEndian
        inet_pton(AF_INET, place.address, &address.sin_addr)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // Every property is set, so `deinit` closes the socket; a second close could hit another's.
        guard connected == 0 else { throw Lost(reason: String(cString: strerror(errno))) }
    }

    deinit {
        close(descriptor)
    }

    /// Sends a request with `Host`, `Content-Length` where there is a body, and the given headers,
    /// and waits for its answer.
    package func send(
        _ method: String,
        _ path: String,
        token: String? = nil,
        headers: [String: String] = [:],
        body: String? = nil
    ) throws -> Answer {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
        if let token { text += "Authorization: Bearer \(token)\r\n" }
        if let body {
            if headers["Content-Type"] == nil { text += "Content-Type: application/json\r\n" }
            text += "Content-Length: \(body.utf8.count)\r\n"
        }
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        try write(Array((text + "\r\n" + (body ?? "")).utf8))
        return try readAnswer(withoutBody: method == "HEAD")
    }

    /// Sends bytes as they are.
    package func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor,
                    buffer.baseAddress.map { $0 + sent },
                    buffer.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else {
                throw Lost(reason: "write: \(String(cString: strerror(errno)))")
            }
            sent += count
        }
    }

    /// The next answer on the connection.
    package func readAnswer(withoutBody: Bool = false) throws -> Answer {
        var end: Int?
        while true {
            end = headEnd()
            if end != nil { break }
            try fill()
        }
        let head = String(decoding: received[..<(end ?? 0)], as: UTF8.self)
        received.removeFirst((end ?? 0) + 4)
        var lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
        let words = (lines.popFirst() ?? "").split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else {
            throw Lost(reason: "no status line: \(head)")
        }
        var headers: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            let name = line[..<colon].lowercased()
            // What is sent twice is a list (RFC 9110 section 5.3).
            headers[name] = headers[name].map { "\($0), \(value)" } ?? String(value)
        }
        let length = withoutBody ? 0 : Int(headers["content-length"] ?? "0") ?? 0
        while received.count < length { try fill() }
        let bytes = Array(received[..<length])
        received.removeFirst(length)
        return Answer(status: status, headers: headers, bytes: bytes)
    }

    /// The next bytes.
    package func readBytes(_ count: Int) throws -> [UInt8] {
        while received.count < count { try fill() }
        let bytes = Array(received[..<count])
        received.removeFirst(count)
        return bytes
    }

    /// The next line, without its CRLF.
    package func readLine() throws -> String {
        var end = received.firstIndex(of: 10)
        while end == nil {
            try fill()
            end = received.firstIndex(of: 10)
        }
        let line = try readBytes((end ?? 0) + 1)
        return String(decoding: line.dropLast(2), as: UTF8.self)
    }

    /// The next block of a stream of server-sent events, without the empty line behind it.
    package func readBlock() throws -> String {
        while true {
            if let end = (1..<max(received.count, 1)).first(where: {
                received[$0] == 10 && received[$0 - 1] == 10
            }) {
                let block = String(decoding: received[..<(end - 1)], as: UTF8.self)
                received.removeFirst(end + 1)
                return block
            }
            try fill()
        }
    }

    /// Whether the server has ended the connection; waits until it has or until the time is over.
    package func isEnded() -> Bool {
        let patience = Patience()
        do {
            while !patience.isOver { try fill() }
            return false
        } catch {
            return error.reason == "ended"
        }
    }

    private func headEnd() -> Int? {
        guard received.count >= 4 else { return nil }
        return (0...(received.count - 4)).first { start in
            received[start] == 13 && received[start + 1] == 10 && received[start + 2] == 13
                && received[start + 3] == 10
        }
    }

    private func fill() throws(Lost) {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count >= 0 else {
            throw Lost(reason: "read: \(String(cString: strerror(errno)))")
        }
        guard count > 0 else { throw Lost(reason: "ended") }
        received.append(contentsOf: chunk[..<count])
    }
}

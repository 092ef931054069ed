import CLinux
import Glibc
import Runtime

/// `tally health`: asks a running service for `/ready`.
///
/// A container has no other client for its health check. Proxies in the environment are ignored.
enum AskHealth {
    /// Seconds for connecting, and for each piece of the answer.
    private static let silenceSeconds = 5
    private static let answerBytes = 65_536

    static func run(_ place: Listening) throws(Complaint) -> ExitCode {
        let answer = try ask(place)
        guard answer.status == 200 else {
            Output.complain("not ready (\(answer.status)): \(answer.body)")
            return .failure
        }
        Output.line(answer.body)
        return .success
    }

    /// Throws if nothing responds.
    static func ask(_ place: Listening) throws(Complaint) -> (status: Int, body: String) {
        let descriptor = try connect(place)
        defer { close(descriptor) }
        let request = Array(
            "GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8
        )
        guard
            clinux_send(descriptor, request, request.count) == request.count
        else { throw unanswered(place) }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while answer.count < answerBytes {
            let count = recv(descriptor, &piece, piece.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unanswered(place) }
            if count == 0 { break }
            answer += piece.prefix(count)
        }
        guard let parsed = parse(String(decoding: answer, as: UTF8.self)) else {
            throw Complaint("What listens on port \(place.port) does not answer as HTTP.")
        }
        return parsed
    }

    /// Status and body of a whole answer (RFC 9112, section 4).
    static func parse(_ answer: String) -> (status: Int, body: String)? {
        guard answer.hasPrefix("HTTP/1."), let end = answer.firstRange(of: "\r\n\r\n") else {
            return nil
        }
        let words = answer.prefix { $0 != "\r\n" }.split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { return nil }
        return (status, String(answer[end.upperBound...]))
    }

    private static func connect(_ place: Listening) throws(Complaint) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(place.host, "\(place.port)", &hints, &found) == 0, let first = found
        else {
            throw Complaint("No address \"\(place.host)\".", exitCode: .usage)
        }
        defer { freeaddrinfo(first) }
        // `localhost` has several addresses, and a service listens on one of them.
        for address in sequence(first: first, next: { $0.pointee.ai_next }) {
            if let descriptor = connect(address.pointee) { return descriptor }
        }
        throw unanswered(place)
    }

    /// Nil if nothing listens there.
    private static func connect(_ address: addrinfo) -> Int32? {
        let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        var silence = timeval(tv_sec: silenceSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &silence, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &silence, size)
        guard Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func unanswered(_ place: Listening) -> Complaint {
        Complaint("Nothing answers on \(place.host), port \(place.port).")
    }
}

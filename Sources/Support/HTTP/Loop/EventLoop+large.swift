import Synchronization

/// The bytes of larger bodies that all connections read now.
final class LargeBodies: Sendable {
    private let limit: Int
    private let bytes = Atomic(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Counts a body; returns false if it is one too many.
    func add(_ count: Int) -> Bool {
        guard bytes.add(count, ordering: .relaxed).newValue <= limit else {
            remove(count)
            return false
        }
        return true
    }

    func remove(_ count: Int) {
        bytes.subtract(count, ordering: .relaxed)
    }
}

/// Larger bodies: each is announced to the handler before it is read, and all are counted together.
extension EventLoop {
    /// Whether the body that the head announces may be read; if not, the request is answered.
    func expects(
        _ connection: HTTPConnection,
        _ head: Head,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard head.bodyBytes > configuration.bodyBytes, connection.largeBody == 0,
            let base = bytes.baseAddress
        else { return true }
        let request = Request(base, head, parser.fields, from: connection.peer)
        if let refusal = handler.refusal(beforeBodyOf: request) {
            let fields = handler.fieldsOfRefusal(origin: request.origin)
            end(connection, with: refusal, fields: fields)
            return false
        }
        guard setup.largeBodies.add(head.bodyBytes) else {
            counters.refused += 1
            let fields = handler.fieldsOfRefusal(origin: request.origin)
            end(connection, with: Self.tooManyLargeBodies, fields: fields)
            return false
        }
        connection.largeBody = head.bodyBytes
        return true
    }

    private static let tooManyLargeBodies = Response.problem(
        .serviceUnavailable,
        detail:
            "Too many large bodies are being read. This one had no effect: send it again later.",
        fields: Array("Retry-After: 1\r\n".utf8)
    )

    /// The connection's larger body was handled, or will never be.
    func forgetLargeBody(_ connection: HTTPConnection) {
        guard connection.largeBody > 0 else { return }
        setup.largeBodies.remove(connection.largeBody)
        connection.largeBody = 0
    }
}

import Synchronization

/// What becomes of a larger body before it is read.
package enum BodyAdmission {
    /// It is read if there is room; the bodies of one sender get half of it, so that others can
    /// send theirs.
    case read(sender: Int64?)
    case refused(Response)
}

/// The bytes of larger bodies that all connections read now.
final class LargeBodies: Sendable {
    private struct State {
        var bytes = 0
        /// Those of each sender who is known.
        var shares: [Int64: Int] = [:]
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// Counts a body; returns false if it is one too many, of all or of its sender.
    func add(_ count: Int, of sender: Int64?) -> Bool {
        state.withLock { state in
            guard state.bytes + count <= limit else { return false }
            if let sender {
                let share = state.shares[sender] ?? 0
                // A single body may be larger than a share.
                guard share == 0 || share + count <= limit / 2 else { return false }
                state.shares[sender] = share + count
            }
            state.bytes += count
            return true
        }
    }

    func remove(_ count: Int, of sender: Int64?) {
        state.withLock { state in
            state.bytes -= count
            guard let sender, let share = state.shares[sender] else { return }
            state.shares[sender] = share == count ? nil : share - count
        }
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
        let sender: Int64?
        switch handler.admitBody(of: request) {
        case .read(let known): sender = known
        case .refused(let refusal):
            let fields = handler.fieldsOfRefusal(origin: request.origin)
            end(connection, with: refusal, fields: fields)
            return false
        }
        guard setup.largeBodies.add(head.bodyBytes, of: sender) else {
            counters.refused += 1
            let fields = handler.fieldsOfRefusal(origin: request.origin)
            end(connection, with: Self.tooManyLargeBodies, fields: fields)
            return false
        }
        connection.largeBody = head.bodyBytes
        connection.largeBodySender = sender
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
        setup.largeBodies.remove(connection.largeBody, of: connection.largeBodySender)
        connection.largeBody = 0
    }
}

import CLinux
import Glibc

extension EventLoop {
    /// Reads of one connection in a turn; it is visited again when there is more.
    private static let readsPerTurn = 4

    /// Reads the socket, answers the requests in it, and sends the answers.
    func read(_ connection: HTTPConnection) {
        for _ in 0..<Self.readsPerTurn {
            switch connection.phase {
            case .closed: return
            case .draining:
                guard drain(connection) else { return }
            case .streaming:
                readStream(connection)
                return
            case .ending:
                // Input after the last request is left for the draining.
                return
            case .open:
                guard hasRoom(connection) else { return }
                guard receive(connection) else { return }
            }
        }
        revisit(connection)
    }

    /// Reads the connection in the next turn too, since no event will ask for it.
    func revisit(_ connection: HTTPConnection) {
        guard !connection.isRevisited else { return }
        connection.isRevisited = true
        revisits.append(connection)
    }

    /// Whether more input may be read: it is parsed at once, or its limits are not reached.
    private func hasRoom(_ connection: HTTPConnection) -> Bool {
        !connection.isHeldBack
            && connection.input.count
                <= max(configuration.headBytes + configuration.bodyBytes, connection.wanted)
    }

    /// One read; returns whether the socket may hold more.
    private func receive(_ connection: HTTPConnection) -> Bool {
        let count = recv(connection.descriptor, scratch.baseAddress, scratch.count, 0)
        if count > 0 {
            // A short read has emptied the socket, unless an announced end is still to be read.
            let isDrained = count < scratch.count && !connection.endAnnounced
            if isDrained { connection.mayHoldInput = false }
            take(connection, UnsafeRawBufferPointer(rebasing: scratch[..<count]))
            return !isDrained
        }
        if count == 0 {
            connection.mayHoldInput = false
            connection.peerEnded = true
            settle(connection)
            return false
        }
        if errno == EINTR { return true }
        connection.mayHoldInput = false
        if errno != EAGAIN { close(connection) }
        return false
    }

    /// Parses new bytes after the held ones; without a copy if none are held.
    private func take(_ connection: HTTPConnection, _ bytes: UnsafeRawBufferPointer) {
        if connection.input.isEmpty {
            let used = process(connection, bytes)
            if connection.phase == .open, used < bytes.count {
                connection.input = Array(bytes[used...])
            }
        } else {
            connection.input.append(contentsOf: bytes)
            // Parsing is of use only with another whole line, a whole body or a full head.
            let isWorthwhile =
                connection.wanted > 0
                ? connection.input.count >= connection.wanted
                : connection.input.count >= configuration.headBytes || holdsLineEnd(bytes)
            if isWorthwhile { processHeld(connection) }
        }
        // Once, so that a large body is not copied as it grows.
        if connection.largeBody > 0 { connection.input.reserveCapacity(connection.wanted) }
        settle(connection)
    }

    private func holdsLineEnd(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.baseAddress.map { memchr($0, 0x0a, bytes.count) != nil } ?? false
    }

    /// Throws input away, so that the client can read its answer; returns whether to go on.
    private func drain(_ connection: HTTPConnection) -> Bool {
        let count = recv(connection.descriptor, scratch.baseAddress, scratch.count, 0)
        if count > 0 {
            connection.drained += count
            guard connection.drained <= configuration.drainBytes else {
                close(connection)
                return false
            }
            return true
        }
        if count < 0, errno == EINTR { return true }
        connection.mayHoldInput = false
        if count == 0 || errno != EAGAIN { close(connection) }
        return false
    }
}

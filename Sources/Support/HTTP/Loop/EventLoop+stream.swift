import CLinux
import Glibc

extension EventLoop {
    /// Makes a stream of a connection whose last answer has begun as one.
    ///
    /// A stream takes no requests after it: if there are some, it ends at once.
    func beginStream(_ connection: HTTPConnection, _ ticket: Ticket, isAlone: Bool) {
        let isWanted = isAlone && connection.input.isEmpty && !connection.peerEnded
        connection.input = []
        connection.isHeldBack = false
        connection.stream = ticket
        counters.streams += 1
        guard isWanted, stopDeadline == nil else {
            endStream(connection)
            return
        }
        connection.phase = .streaming
        connection.readDeadline = .max
        // Heartbeats to a client whose machine is gone would fill the kernel's buffer for hours.
        var patience = UInt32(clamping: configuration.writeMilliseconds)
        setsockopt(
            connection.descriptor,
            Int32(IPPROTO_TCP),
            TCP_USER_TIMEOUT,
            &patience,
            socklen_t(MemoryLayout<UInt32>.size)
        )
    }

    /// Sends nothing more after the unsent bytes, and notifies the handler.
    func endStream(_ connection: HTTPConnection) {
        guard let ticket = connection.stream else { return }
        connection.stream = nil
        if connection.phase != .closed { connection.phase = .ending }
        counters.streams -= 1
        handler.streamEnded(ticket)
    }

    /// Hands each stream its bytes, then sends them; a client that has fallen too far behind is cut
    /// off.
    func push(_ pushes: [Push]) {
        for push in pushes {
            let ticket = push.ticket
            guard let connection = connection(Int(ticket.descriptor), ticket.generation),
                connection.stream == ticket
            else { continue }
            append(push, to: connection)
            settle(connection)
        }
    }

    private func append(_ push: Push, to connection: HTTPConnection) {
        connection.tellsWhenSent = connection.tellsWhenSent || push.tellsWhenSent
        if connection.pending.isEmpty {
            if connection.unsent == 0 {
                response.bytes.append(contentsOf: push.bytes)
            } else {
                connection.output.append(contentsOf: push.bytes)
            }
        } else {
            // The stream's beginning waits for earlier answers, as the last of `pending`.
            connection.pending[connection.pending.count - 1].answer?.append(contentsOf: push.bytes)
            connection.queuedBytes += push.bytes.count
        }
        if push.isLast { endStream(connection) }
    }

    /// Checks a stream after each flush: closes it if too much is unsent, and reports if all is
    /// sent.
    func settleStream(_ connection: HTTPConnection) {
        if connection.unsent + connection.queuedBytes > configuration.streamBytes {
            counters.streamsDropped += 1
            close(connection)
            return
        }
        guard connection.tellsWhenSent, connection.unsent == 0, connection.pending.isEmpty,
            let ticket = connection.stream
        else { return }
        connection.tellsWhenSent = false
        handler.streamSent(ticket)
    }

    /// Ends the stream if its client sends anything or closes: clients of streams have nothing to
    /// send.
    func readStream(_ connection: HTTPConnection) {
        let count = recv(connection.descriptor, scratch.baseAddress, scratch.count, 0)
        if count < 0, errno == EINTR { return }
        connection.mayHoldInput = false
        if count < 0, errno == EAGAIN { return }
        guard count >= 0 else {
            if errno == ETIMEDOUT { countLate(connection) }
            close(connection)
            return
        }
        connection.peerEnded = count == 0
        connection.mayHoldInput = count > 0
        endStream(connection)
        settle(connection)
    }
}

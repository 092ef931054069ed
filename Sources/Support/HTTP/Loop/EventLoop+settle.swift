import CLinux
import Glibc

extension EventLoop {
    /// Sends what was written, goes on with input that was held back, and sets the deadlines.
    ///
    /// Every change of a connection ends here: with edge triggering, nothing else resumes it.
    func settle(_ connection: HTTPConnection) {
        guard connection.phase != .closed else {
            response.bytes.removeAll(keepingCapacity: true)
            return
        }
        flush(connection)
        while connection.phase == .open, connection.isHeldBack, hasTurn(connection) {
            processHeld(connection)
            flush(connection)
        }
        if connection.peerEnded, connection.phase == .open, !connection.isHeldBack {
            // The rest of the input can never become whole.
            connection.phase = .ending
        }
        if connection.phase == .streaming { settleStream(connection) }
        if connection.phase == .ending, connection.pending.isEmpty, connection.unsent == 0 {
            finish(connection)
        }
        if connection.phase == .streaming, connection.mayHoldInput { revisit(connection) }
        guard connection.phase == .open else { return }
        setReadDeadline(connection)
        if connection.mayHoldInput, !connection.isHeldBack { revisit(connection) }
    }

    /// Hands the socket all it takes; keeps the rest.
    private func flush(_ connection: HTTPConnection) {
        guard connection.phase != .closed else { return }
        if connection.unsent == 0 {
            guard !response.bytes.isEmpty else { return }
            let count = send(connection, response.bytes, from: 0)
            if count < response.bytes.count, connection.phase != .closed {
                connection.output = Array(response.bytes[count...])
                connection.writeDeadline = now + configuration.writeMilliseconds
            }
            reuseResponse()
            return
        }
        if !response.bytes.isEmpty {
            connection.output.append(contentsOf: response.bytes)
            reuseResponse()
        }
        guard !connection.isBlocked else { return }
        let count = send(connection, connection.output, from: connection.sent)
        guard count > 0 else { return }
        connection.sent += count
        connection.writeDeadline = now + configuration.writeMilliseconds
        if connection.unsent == 0 {
            connection.output = []
            connection.sent = 0
            connection.writeDeadline = .max
        } else if connection.sent > connection.output.count / 2 {
            connection.output.removeFirst(connection.sent)
            connection.sent = 0
        }
    }

    /// Empties the response buffer; one very large answer does not stay in memory.
    private func reuseResponse() {
        response.bytes.removeAll(keepingCapacity: response.bytes.capacity <= 1 << 20)
    }

    /// Returns how many bytes the socket took; fewer than all if it is full or gone.
    private func send(_ connection: HTTPConnection, _ bytes: [UInt8], from start: Int) -> Int {
        var sent = start
        bytes.withUnsafeBytes { bytes in
            while sent < bytes.count, let base = bytes.baseAddress {
                let count = Glibc.send(
                    connection.descriptor,
                    base + sent,
                    bytes.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
                if count >= 0 {
                    sent += count
                } else if errno == EAGAIN {
                    connection.isBlocked = true
                    return
                } else if errno != EINTR {
                    if errno == ETIMEDOUT { countLate(connection) }
                    close(connection)
                    return
                }
            }
        }
        return sent - start
    }

    /// Closes the write side after the last answer, and waits a little for the client's end:
    /// closing with unread input would reset the connection, and the last answer would be lost.
    private func finish(_ connection: HTTPConnection) {
        connection.input = []
        guard !connection.peerEnded else {
            close(connection)
            return
        }
        _ = clinux_shutdown_write(connection.descriptor)
        connection.phase = .draining
        connection.readDeadline = now + configuration.drainMilliseconds
        revisit(connection)
    }

    private func setReadDeadline(_ connection: HTTPConnection) {
        if connection.isHeldBack || connection.input.isEmpty && !connection.pending.isEmpty {
            // The server owes an answer: the client need not send anything.
            connection.isPartial = false
            connection.readDeadline = .max
        } else if connection.input.isEmpty {
            connection.isPartial = false
            if connection.isSeasoned {
                connection.readDeadline = now + configuration.idleMilliseconds
            }
        } else if !connection.isPartial {
            // Only a request's first byte sets it: single bytes that follow do not extend it.
            connection.isPartial = true
            if connection.isSeasoned {
                connection.readDeadline = now + configuration.requestMilliseconds
            }
        }
    }

    /// Closes the descriptor and forgets the connection.
    func close(_ connection: HTTPConnection) {
        guard connection.phase != .closed else { return }
        connection.phase = .closed
        connections[Int(connection.descriptor)] = nil
        markBroken(connection)
        Glibc.close(connection.descriptor)
        counters.connections -= 1
        if !configuration.trustsProxy { setup.ledger?.release(connection.peer) }
        for slot in connection.pending { release(slot.client) }
        forgetLargeBody(connection)
        endStream(connection)
        if !isAccepting, isListening { startAccepting() }
    }
}

import CLinux
import Glibc

extension EventLoop {
    /// Makes a stream of a connection whose last answer has begun as one.
    ///
    /// A stream takes no requests after it: if there are some, it ends at once.
    ///
    /// A document is sent even so: its client learns from the head that later requests get no
    /// answer on this connection.
    func beginStream(
        _ connection: HTTPConnection,
        _ ticket: Ticket,
        _ form: HTTPConnection.StreamForm,
        isAlone: Bool
    ) {
        let isWanted =
            form.isDownload || isAlone && connection.input.isEmpty && !connection.peerEnded
        connection.input = []
        connection.isHeldBack = false
        connection.stream = ticket
        connection.streamForm = form
        connection.tellsWhenSent = form.isDownload
        if !form.isDownload { counters.streams += 1 }
        guard isWanted, form.isDownload || stopDeadline == nil else {
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
        if !connection.streamForm.isDownload { counters.streams -= 1 }
        release(connection.streamClient)
        connection.streamClient = nil
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
            if push.breaksOff {
                close(connection)
                continue
            }
            append(push, to: connection)
            settle(connection)
        }
    }

    private func append(_ push: Push, to connection: HTTPConnection) {
        connection.tellsWhenSent = connection.tellsWhenSent || push.tellsWhenSent
        let bytes = framed(push, connection.streamForm)
        if connection.pending.isEmpty {
            if connection.unsent == 0 {
                response.bytes.append(contentsOf: bytes)
            } else {
                connection.output.append(contentsOf: bytes)
            }
        } else {
            // The stream's beginning waits for earlier answers, as the last of `pending`.
            connection.pending[connection.pending.count - 1].answer?.append(contentsOf: bytes)
            connection.queuedBytes += bytes.count
        }
        if push.isLast { endStream(connection) }
    }

    private func framed(_ push: Push, _ form: HTTPConnection.StreamForm) -> [UInt8] {
        switch form {
        case .events, .download(inChunks: false): return push.bytes
        case .download(inChunks: true):
            var bytes: [UInt8] = []
            bytes.reserveCapacity(push.bytes.count + 24)
            bytes.append(chunk: push.bytes)
            if push.isLast { bytes.appendLastChunk() }
            return bytes
        }
    }

    /// Checks a stream after each flush: closes it if too much is unsent, and reports if all is
    /// sent.
    func settleStream(_ connection: HTTPConnection) {
        // The sender of a document waits for each of its parts to be sent.
        if !connection.streamForm.isDownload,
            connection.unsent + connection.queuedBytes > configuration.streamBytes
        {
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
        if connection.streamForm.isDownload { return ignoreInput(connection, count) }
        connection.peerEnded = count == 0
        connection.mayHoldInput = count > 0
        endStream(connection)
        settle(connection)
    }

    /// A client of a document may have ended its side, or sent requests that get no answer here.
    private func ignoreInput(_ connection: HTTPConnection, _ count: Int) {
        connection.peerEnded = count == 0
        connection.drained += count
        guard connection.drained <= configuration.drainBytes else {
            close(connection)
            return
        }
        connection.mayHoldInput = count > 0
        if connection.mayHoldInput { revisit(connection) }
    }

    /// Has the closing of an unfinished document reset the connection.
    func markBroken(_ connection: HTTPConnection) {
        guard connection.stream != nil, connection.streamForm.isDownload else { return }
        var reset = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            connection.descriptor,
            SOL_SOCKET,
            SO_LINGER,
            &reset,
            socklen_t(MemoryLayout<linger>.size)
        )
    }
}

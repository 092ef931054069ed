extension EventLoop {
    /// Looks at every deadline, and takes up accepting again.
    func tick() {
        for connection in connections {
            if let connection { check(connection) }
        }
        if !isAccepting, isListening { startAccepting() }
    }

    private func check(_ connection: HTTPConnection) {
        if connection.unsent > 0, now >= connection.writeDeadline {
            counters.timedOut += 1
            close(connection)
            return
        }
        guard now >= connection.readDeadline else { return }
        switch connection.phase {
        case .closed, .streaming, .ending: return
        case .draining: close(connection)
        case .open:
            counters.timedOut += 1
            if connection.input.isEmpty {
                // Nothing was asked: nothing is answered.
                close(connection)
            } else {
                refuse(connection, .tooSlow)
                settle(connection)
            }
        }
    }

    /// Accepts and parses nothing more; connections with nothing under way close at once.
    func beginStop(_ graceMilliseconds: Int64) {
        stopDeadline = now + graceMilliseconds
        stopListening()
        for connection in connections {
            guard let connection else { continue }
            if connection.phase == .streaming {
                endStream(connection)
                settle(connection)
                continue
            }
            guard connection.phase == .open else { continue }
            if connection.pending.isEmpty, connection.unsent == 0 {
                close(connection)
            } else {
                connection.phase = .ending
                connection.input = []
            }
        }
    }
}

import Text

extension EventLoop {
    /// Puts late answers into their places; neighbours of one connection are sent together.
    func complete(_ completions: [Completion]) {
        if !completions.isEmpty { handled = true }
        var current: HTTPConnection?
        for completion in completions {
            let ticket = completion.ticket
            handler.completed(ticket, completion.response)
            // The client may have gone away: then its answer is of no use to anybody.
            guard let connection = connection(Int(ticket.descriptor), ticket.generation) else {
                if completion.response.isStream { handler.streamEnded(ticket) }
                continue
            }
            if let previous = current, previous !== connection { settle(previous) }
            current = connection
            place(connection, completion)
        }
        if let current { settle(current) }
    }

    private func place(_ connection: HTTPConnection, _ completion: Completion) {
        guard let index = connection.slot(completion.ticket.sequence),
            connection.pending[index].answer == nil
        else {
            if completion.response.isStream { handler.streamEnded(completion.ticket) }
            return
        }
        let isLast = connection.phase == .ending && index == connection.pending.count - 1
        let mark = response.bytes.count
        response.begin(dropsBody: connection.pending[index].dropsBody, closes: isLast)
        response.send(completion.response)
        let isStream = response.isStream
        if completion.response.isStream, !isStream { handler.streamEnded(completion.ticket) }
        let isAlone = connection.pending.count == index + 1
        if isStream { forgetRequests(connection, after: index) }
        defer { if isStream { beginStream(connection, completion.ticket, isAlone: isAlone) } }
        guard index == 0 else {
            connection.pending[index].answer = Array(response.bytes[mark...])
            connection.queuedBytes += response.bytes.count - mark
            response.bytes.removeSubrange(mark...)
            return
        }
        var answered = 1
        while answered < connection.pending.count,
            let answer = connection.pending[answered].answer
        {
            response.bytes.append(contentsOf: answer)
            connection.queuedBytes -= answer.count
            answered += 1
        }
        connection.pending.removeFirst(answered)
        guard connection.pending.isEmpty else { return }
        // A burst of pipelined requests leaves no memory behind.
        if connection.pending.capacity > 4 { connection.pending = [] }
        if connection.interim == .owed {
            connection.interim = .told
            response.bytes.append("HTTP/1.1 100 Continue\r\n\r\n")
        }
    }

    /// A stream is the last answer: what was asked behind it gets none.
    private func forgetRequests(_ connection: HTTPConnection, after index: Int) {
        let forgotten = connection.pending[(index + 1)...]
        connection.queuedBytes -= forgotten.reduce(0) { $0 + ($1.answer?.count ?? 0) }
        connection.nextSequence &-= UInt32(forgotten.count)
        connection.pending.removeSubrange((index + 1)...)
        connection.interim = .none
    }
}

import Text

extension EventLoop {
    /// Parses the input that a connection holds, as far as its limits allow.
    func processHeld(_ connection: HTTPConnection) {
        // Moved out, so that the bytes are not copied if the connection changes.
        var held: [UInt8] = []
        swap(&held, &connection.input)
        let used = held.withUnsafeBytes { process(connection, $0) }
        guard connection.phase == .open, used < held.count else { return }
        if used > configuration.headBytes + configuration.bodyBytes {
            // The memory of a large body does not stay with the connection.
            held = Array(held[used...])
        } else if used > 0 {
            held.removeFirst(used)
        }
        connection.input = held
    }

    /// Handles every whole request at the start of `bytes`; returns how many bytes they took.
    func process(_ connection: HTTPConnection, _ bytes: UnsafeRawBufferPointer) -> Int {
        connection.isHeldBack = false
        var used = 0
        while connection.phase == .open, used < bytes.count {
            guard hasTurn(connection) else {
                connection.isHeldBack = true
                break
            }
            let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
            guard rest.count >= connection.wanted else { break }
            connection.wanted = 0
            do {
                guard let head = try parser.parse(rest) else { break }
                let total = head.bytes + head.bodyBytes
                guard rest.count >= total else {
                    guard expects(connection, head, rest) else { break }
                    connection.wanted = total
                    if head.expectsContinue, rest.count == head.bytes { allow(connection) }
                    break
                }
                handle(connection, head, rest)
                forgetLargeBody(connection)
                used += total
            } catch {
                refuse(connection, error, rest)
            }
        }
        if connection.phase == .streaming, used < bytes.count,
            !connection.streamForm.isDownload
        {
            endStream(connection)
        }
        return used
    }

    /// Whether another request may be handled: the limits of owed and of unsent answers allow it.
    func hasTurn(_ connection: HTTPConnection) -> Bool {
        connection.pending.count < configuration.pipelined
            && connection.unsent + connection.queuedBytes + response.bytes.count
                < configuration.unsentBytes
    }

    private func handle(
        _ connection: HTTPConnection,
        _ head: Head,
        _ bytes: UnsafeRawBufferPointer
    ) {
        guard let base = bytes.baseAddress else { return }
        connection.isSeasoned = true
        connection.interim = .none
        if !head.keepsAlive { connection.phase = .ending }
        let request = Request(base, head, parser.fields, from: connection.peer)
        let ticket = Ticket(
            loop: UInt32(setup.index),
            descriptor: connection.descriptor,
            generation: connection.generation,
            sequence: connection.nextSequence
        )
        connection.nextSequence &+= 1
        counters.requests += 1
        handled = true
        let mark = response.bytes.count
        response.begin(dropsBody: request.isHead, closes: !head.keepsAlive, isOld: head.isOld)
        let client = counted(request)
        guard admit(client, for: request) else {
            queue(connection, since: mark)
            return
        }
        let disposition = handler.handle(request, ticket, &response)
        if disposition == .deferred, !response.isAnswered {
            connection.pending.append(
                HTTPConnection.Slot(
                    dropsBody: request.isHead,
                    isOld: head.isOld,
                    fields: response.fields,
                    client: client
                )
            )
            return
        }
        if response.isStream { connection.streamClient = client } else { release(client) }
        if disposition == .dropped, !response.isAnswered {
            connection.nextSequence &-= 1
            connection.phase = .ending
            return
        }
        if !response.isAnswered {
            response.send(
                .problem(.internalServerError, detail: "The request was not answered; try again.")
            )
        }
        let form = streamForm(isOld: head.isOld)
        queue(connection, since: mark)
        if let form { beginStream(connection, ticket, form, isAlone: true) }
    }

    /// The form in which the answer that was just made goes on; nil if it is whole.
    private func streamForm(isOld: Bool) -> HTTPConnection.StreamForm? {
        guard response.isStream else { return nil }
        return response.isDownload ? .download(inChunks: !isOld) : .events
    }

    /// Answers with the refusal, as the connection's last answer, and parses nothing more.
    ///
    /// `input` is what has come of the request.
    func refuse(
        _ connection: HTTPConnection,
        _ refusal: ParseError,
        _ input: UnsafeRawBufferPointer
    ) {
        counters.refused += 1
        end(
            connection,
            with: .problem(refusal.status, detail: refusal.detail(configuration)),
            fields: handler.fieldsOfRefusal(origin: HeadParser.origin(inRefused: input))
        )
    }

    /// Sends the answer as the connection's last one, and parses nothing more.
    ///
    /// `fields` are header lines besides those of the answer.
    func end(_ connection: HTTPConnection, with answer: Response, fields: [UInt8]) {
        connection.phase = .ending
        connection.input = []
        forgetLargeBody(connection)
        let mark = response.bytes.count
        response.begin(dropsBody: false, closes: true, fields: fields)
        response.send(answer)
        connection.nextSequence &+= 1
        queue(connection, since: mark)
    }

    /// Leaves the new answer in its place, or puts it after those that are owed first.
    private func queue(_ connection: HTTPConnection, since mark: Int) {
        guard !connection.pending.isEmpty else { return }
        let answer = Array(response.bytes[mark...])
        response.bytes.removeSubrange(mark...)
        connection.pending.append(HTTPConnection.Slot(dropsBody: false, answer: answer))
        connection.queuedBytes += answer.count
    }

    /// Asks the client for the announced body, once, after all earlier answers.
    private func allow(_ connection: HTTPConnection) {
        guard connection.interim != .sent else { return }
        if connection.pending.isEmpty {
            connection.interim = .sent
            response.bytes.append("HTTP/1.1 100 Continue\r\n\r\n")
        } else {
            connection.interim = .owed
        }
    }

    /// Puts late answers into their places; adjacent answers of one connection are sent together.
    func complete(_ completions: [Completion]) {
        if !completions.isEmpty { handled = true }
        var current: HTTPConnection?
        for completion in completions {
            let ticket = completion.ticket
            handler.completed(ticket, completion.response)
            // The client may have gone: nobody needs the answer then.
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
        let slot = connection.pending[index]
        response.begin(
            dropsBody: slot.dropsBody,
            closes: isLast,
            isOld: slot.isOld,
            fields: slot.fields
        )
        response.send(completion.response)
        let form = streamForm(isOld: slot.isOld)
        if form == nil { release(slot.client) } else { connection.streamClient = slot.client }
        connection.pending[index].client = nil
        if completion.response.isStream, form == nil { handler.streamEnded(completion.ticket) }
        let isAlone = connection.pending.count == index + 1
        if form != nil { forgetRequests(connection, after: index) }
        defer {
            if let form { beginStream(connection, completion.ticket, form, isAlone: isAlone) }
        }
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
            connection.interim = .sent
            response.bytes.append("HTTP/1.1 100 Continue\r\n\r\n")
        }
    }

    /// A stream is the last answer: requests after it get no answer.
    private func forgetRequests(_ connection: HTTPConnection, after index: Int) {
        let forgotten = connection.pending[(index + 1)...]
        connection.queuedBytes -= forgotten.reduce(0) { $0 + ($1.answer?.count ?? 0) }
        for slot in forgotten { release(slot.client) }
        connection.nextSequence &-= UInt32(forgotten.count)
        connection.pending.removeSubrange((index + 1)...)
        connection.interim = .none
    }
}
